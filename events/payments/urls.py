from django.urls import path

from events.payments import organiser_views, payer_views, price_views, statement_views, webhook_views

EDITION = "organise/editions/<str:key>/"

urlpatterns = [
    path(EDITION + "payments/", organiser_views.edition_orders, name="edition_orders"),
    path(EDITION + "payments/terms/", price_views.payment_terms, name="payment_terms"),
    path(EDITION + "payments/prices/", price_views.edition_prices, name="edition_prices"),
    path(EDITION + "payments/prices/<str:kind>/new/", price_views.edit_price_part, name="new_price_part"),
    path(EDITION + "payments/prices/<str:kind>/<str:part>/", price_views.edit_price_part, name="edit_price_part"),
    path(
        EDITION + "payments/prices/<str:kind>/<str:part>/remove/", price_views.remove_price_part,
        name="remove_price_part",
    ),
    path(EDITION + "payments/ledger/", organiser_views.edition_ledger, name="edition_ledger"),
    path(EDITION + "payments/statements/", statement_views.edition_statements, name="edition_statements"),
    path(EDITION + "payments/statements/book/", statement_views.book_exact_lines, name="book_exact_lines"),
    path("statement-lines/<str:key>/", statement_views.statement_line_act, name="statement_line_act"),
    path("order-lines/<str:key>/take-back/", organiser_views.credit_line, name="credit_line"),
    path("refunds/<str:key>/paid-out/", organiser_views.refund_paid_out, name="refund_paid_out"),
    path("refunds/<str:key>/again/", organiser_views.refund_again, name="refund_again"),
    path("orders/", payer_views.my_orders, name="my_orders"),
    path("orders/new/<str:key>/", payer_views.new_order, name="new_order"),
    path("orders/<str:key>/", payer_views.order_page, name="order_page"),
    path("orders/<str:key>/pay/", payer_views.pay_order, name="pay_order"),
    path("orders/<str:key>/pay/there/", payer_views.to_payment, name="to_payment"),
    path("orders/<str:key>/invoice/", payer_views.invoice_order, name="invoice_order"),
    path("orders/<str:key>/give-back/", organiser_views.refund_order, name="refund_order"),
    path("invoices/<str:key>/", payer_views.invoice_sheet, name="invoice_sheet"),
    path("stripe/webhook/", webhook_views.stripe_webhook, name="stripe_webhook"),
]
