"""A stand-in for Stripe: a small server that speaks the part of Stripe's HTTP that Luminary uses. It is not Stripe.

No money moves and no card exists. It keeps its state, and is strict where Stripe is strict, so that Luminary's own
code, through Stripe's official SDK, can be tested and shown without an account. With a real key the same code speaks
to Stripe and this server is not started.

It follows API version 2026-10-28.endive, as described at docs.stripe.com:

- /api/checkout/sessions (mode `payment` with `price_data`), /payments/checkout, /payments/checkout/fulfillment
- /api/payment_intents, /api/charges, /testing (the cards that are declined)
- /api/refunds, /refunds
- /api/balance_transactions, /reports/balance-transaction-types
- /api/events, /api/webhook_endpoints, /webhooks, /webhooks/signature
- /api/idempotent_requests, /error-low-level, /api/errors, /api/pagination, /api/expanding_objects, /api/metadata
- /currencies (decimals, special cases, least charges)

Where it is simpler, on purpose: what is charged is settled in the same currency; the fee is one rate for all;
refunds succeed at once; sessions take no coupons, shipping or Stripe-computed tax. A parameter it does not know is
refused, as Stripe refuses one, rather than ignored.

Under `/_standin/` a test arranges what happens seldom: webhooks late, twice, out of order or lost; an answer that
never arrives; a payment that settles later. `README.md` beside this file has the list.
"""

API_VERSION = "2026-10-28.endive"
