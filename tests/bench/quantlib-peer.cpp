/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "quantlib-peer.h"

#include <cmath>
#include <limits>
#include <ql/exercise.hpp>
#include <ql/instruments/vanillaoption.hpp>
#include <ql/math/solvers1d/brent.hpp>
#include <ql/pricingengines/blackformula.hpp>
#include <ql/pricingengines/vanilla/fdblackscholesvanillaengine.hpp>
#include <ql/pricingengines/vanilla/qdfpamericanengine.hpp>
#include <ql/processes/blackscholesprocess.hpp>
#include <ql/quotes/simplequote.hpp>
#include <ql/settings.hpp>
#include <ql/termstructures/volatility/equityfx/blackconstantvol.hpp>
#include <ql/termstructures/yield/flatforward.hpp>
#include <ql/time/calendars/nullcalendar.hpp>
#include <ql/time/daycounters/actual365fixed.hpp>
#include <ql/version.hpp>

using namespace QuantLib;

struct QuantLibContract
{
  ext::shared_ptr<SimpleQuote> spot, volatility;
  ext::shared_ptr<BlackScholesMertonProcess> process;
  ext::shared_ptr<VanillaOption> option;
  ext::shared_ptr<PricingEngine> engines[2]; /* by scheme */
  DividendSchedule dividends;
  int scheme; /* whose engine is set; -1: none yet */
};

static const Date today (23, November, 2026);

template <typename Work>
static double
value_or_nan (Work work)
{
  try
    {
      return work ();
    }
  catch (const std::exception &)
    {
      return std::numeric_limits<double>::quiet_NaN ();
    }
}

static Date
date_after (double years)
{
  return today + (Integer) std::lround (years * MAG_DAYS_PER_YEAR);
}

static ext::shared_ptr<PricingEngine>
make_engine (const QuantLibContract &contract, QuantLibScheme scheme)
{
  if (contract.dividends.empty ())
    return ext::make_shared<QdFpAmericanEngine> (
        contract.process, scheme == QUANTLIB_FAST ? QdFpAmericanEngine::fastScheme () : QdFpAmericanEngine::highPrecisionScheme ());

  const Size steps = scheme == QUANTLIB_FAST ? 200 : 1000;

  return ext::make_shared<FdBlackScholesVanillaEngine> (contract.process, contract.dividends, steps, steps);
}

const char *
quantlib_version ()
{
  return QL_VERSION;
}

QuantLibContract *
quantlib_contract_new (const MagOption *option, const MagDividend *dividends, size_t n_dividends)
{
  auto contract = new QuantLibContract;
  const DayCounter count = Actual365Fixed ();

  Settings::instance ().evaluationDate () = today;
  for (size_t i = 0; i < n_dividends; i++)
    contract->dividends.push_back (ext::make_shared<FixedDividend> (dividends[i].amount, date_after (dividends[i].years)));
  contract->spot = ext::make_shared<SimpleQuote> (option->spot);
  contract->volatility = ext::make_shared<SimpleQuote> (option->sigma);
  contract->process = ext::make_shared<BlackScholesMertonProcess> (
      Handle<Quote> (contract->spot),
      Handle<YieldTermStructure> (ext::make_shared<FlatForward> (today, option->yield, count)),
      Handle<YieldTermStructure> (ext::make_shared<FlatForward> (today, option->rate, count)),
      Handle<BlackVolTermStructure> (ext::make_shared<BlackConstantVol> (today, NullCalendar (), Handle<Quote> (contract->volatility), count)));
  contract->option = ext::make_shared<VanillaOption> (
      ext::make_shared<PlainVanillaPayoff> (option->call ? Option::Call : Option::Put, option->strike),
      ext::make_shared<AmericanExercise> (today, date_after (option->years)));
  for (int scheme = QUANTLIB_FAST; scheme <= QUANTLIB_REFERENCE; scheme++)
    contract->engines[scheme] = make_engine (*contract, (QuantLibScheme) scheme);
  contract->scheme = -1;
  return contract;
}

void
quantlib_contract_free (QuantLibContract *contract)
{
  delete contract;
}

void
quantlib_contract_move (QuantLibContract *contract, double spot)
{
  contract->spot->setValue (spot);
}

double
quantlib_contract_price (QuantLibContract *contract, QuantLibScheme scheme, double sigma)
{
  return value_or_nan ([=] {
    if (contract->scheme != (int) scheme)
      contract->option->setPricingEngine (contract->engines[scheme]);
    contract->scheme = scheme;
    contract->volatility->setValue (sigma);
    contract->option->recalculate (); /* the same sigma again would be remembered */
    return contract->option->NPV ();
  });
}

double
quantlib_contract_delta (QuantLibContract *contract)
{
  return value_or_nan ([=] { return contract->option->delta (); });
}

double
quantlib_contract_gamma (QuantLibContract *contract)
{
  return value_or_nan ([=] { return contract->option->gamma (); });
}

double
quantlib_contract_implied (QuantLibContract *contract, double mark)
{
  return value_or_nan ([=] { return contract->option->impliedVolatility (mark, contract->process, contract->dividends); });
}

double
quantlib_contract_brent (QuantLibContract *contract, double mark)
{
  return value_or_nan ([=] {
    return Brent ().solve ([=] (Real sigma) { return quantlib_contract_price (contract, QUANTLIB_FAST, sigma) - mark; }, 1e-8, 0.3, 0.01, 5.0);
  });
}

double
quantlib_black_newton (bool call, double strike, double forward, double price, double discount)
{
  return value_or_nan ([=] {
    return blackFormulaImpliedStdDev (call ? Option::Call : Option::Put, strike, forward, price, discount, 0, Null<Real> (), 1e-12, 100);
  });
}

double
quantlib_black_li (bool call, double strike, double forward, double price, double discount)
{
  return value_or_nan ([=] {
    return blackFormulaImpliedStdDevLiRS (call ? Option::Call : Option::Put, strike, forward, price, discount, 0, Null<Real> (), 1, 1e-12, 100);
  });
}
