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

using namespace QuantLib;

static const Real unknown = std::numeric_limits<Real>::quiet_NaN ();

struct QuantLibContract
{
  ext::shared_ptr<SimpleQuote> spot, volatility;
  ext::shared_ptr<BlackScholesMertonProcess> process;
  ext::shared_ptr<VanillaOption> option;
  ext::shared_ptr<PricingEngine> engines[3]; /* by scheme; all the same with dividends */
  int scheme;
};

static Date
today ()
{
  return Date (23, November, 2026);
}

static DividendSchedule
make_dividends (const MagDividend *dividends, size_t n_dividends)
{
  DividendSchedule schedule;

  for (size_t i = 0; i < n_dividends; i++)
    schedule.push_back (ext::make_shared<FixedDividend> (dividends[i].amount, today () + (Integer) std::lround (dividends[i].years * 365)));
  return schedule;
}

QuantLibContract *
quantlib_contract_new (const MagOption *option, const MagDividend *dividends, size_t n_dividends)
{
  Settings::instance ().evaluationDate () = today ();

  auto contract = new QuantLibContract;
  const DayCounter count = Actual365Fixed ();
  const Date expiry = today () + (Integer) std::lround (option->years * 365);

  contract->spot = ext::make_shared<SimpleQuote> (option->spot);
  contract->volatility = ext::make_shared<SimpleQuote> (0.3);
  contract->process = ext::make_shared<BlackScholesMertonProcess> (
      Handle<Quote> (contract->spot),
      Handle<YieldTermStructure> (ext::make_shared<FlatForward> (today (), option->yield, count)),
      Handle<YieldTermStructure> (ext::make_shared<FlatForward> (today (), option->rate, count)),
      Handle<BlackVolTermStructure> (ext::make_shared<BlackConstantVol> (today (), NullCalendar (), Handle<Quote> (contract->volatility), count)));
  contract->option = ext::make_shared<VanillaOption> (
      ext::make_shared<PlainVanillaPayoff> (option->call ? Option::Call : Option::Put, option->strike),
      ext::make_shared<AmericanExercise> (today (), expiry));
  if (n_dividends > 0)
    contract->engines[0] = contract->engines[1] = contract->engines[2] = ext::make_shared<FdBlackScholesVanillaEngine> (
        contract->process, make_dividends (dividends, n_dividends), 200, 200, 0, FdmSchemeDesc::Douglas (), false, -Null<Real> (),
        FdBlackScholesVanillaEngine::Spot);
  else
    {
      contract->engines[QUANTLIB_FAST] = ext::make_shared<QdFpAmericanEngine> (contract->process, QdFpAmericanEngine::fastScheme ());
      contract->engines[QUANTLIB_ACCURATE] = ext::make_shared<QdFpAmericanEngine> (contract->process, QdFpAmericanEngine::accurateScheme ());
      contract->engines[QUANTLIB_HIGH_PRECISION] = ext::make_shared<QdFpAmericanEngine> (contract->process, QdFpAmericanEngine::highPrecisionScheme ());
    }
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
  try
    {
      if (contract->scheme != (int) scheme)
        contract->option->setPricingEngine (contract->engines[scheme]);
      contract->scheme = scheme;
      contract->volatility->setValue (sigma);
      contract->option->recalculate (); /* the same sigma again would be remembered */
      return contract->option->NPV ();
    }
  catch (const std::exception &)
    {
      return unknown;
    }
}

double
quantlib_contract_implied (QuantLibContract *contract, double mark)
{
  try
    {
      return contract->option->impliedVolatility (mark, contract->process, 1e-4, 100, 1e-3, 10);
    }
  catch (const std::exception &)
    {
      return unknown;
    }
}

double
quantlib_contract_brent (QuantLibContract *contract, double mark)
{
  try
    {
      return Brent ().solve ([=] (Real sigma) { return quantlib_contract_price (contract, QUANTLIB_FAST, sigma) - mark; }, 1e-8, 0.3, 0.01, 5.0);
    }
  catch (const std::exception &)
    {
      return unknown;
    }
}

double
quantlib_black_newton (bool call, double strike, double forward, double price, double discount)
{
  try
    {
      return blackFormulaImpliedStdDev (call ? Option::Call : Option::Put, strike, forward, price, discount, 0, Null<Real> (), 1e-12, 100);
    }
  catch (const std::exception &)
    {
      return unknown;
    }
}

double
quantlib_black_li (bool call, double strike, double forward, double price, double discount)
{
  try
    {
      return blackFormulaImpliedStdDevLiRS (call ? Option::Call : Option::Put, strike, forward, price, discount, 0, Null<Real> (), 1, 1e-12, 100);
    }
  catch (const std::exception &)
    {
      return unknown;
    }
}
