"""The payment page that a person can press. It says on every line that nothing here is money."""

from html import escape

from script.stripe_standin.currencies import shown
from script.stripe_standin.payments import DECLINED, GOOD, LATER, LOCAL
from script.stripe_standin.store import Store, Thing

STYLE = """
body{font:1rem/1.5 system-ui,sans-serif;margin:0;background:#f4f5f7;color:#1d2530}
main{max-width:30rem;margin:2rem auto;padding:1.5rem;background:#fff;border-radius:.75rem}
.stand-in{background:#fff4d6;padding:.5rem .75rem;border-radius:.5rem}
table{width:100%;border-collapse:collapse}td{padding:.25rem 0}td:last-child{text-align:right}
label{display:block;margin:.75rem 0 .25rem}
input,select,button{font:inherit;width:100%;box-sizing:border-box;padding:.6rem}
button{margin-top:1rem;background:#1f4fd8;color:#fff;border:0;border-radius:.5rem}.error{color:#a40f1c}
@media (prefers-color-scheme:dark){body{background:#14181f;color:#e8ebf0}main{background:#1d232d}
.stand-in{background:#4a3c10}.error{color:#ff9aa2}}
"""


def options(session: Thing) -> str:
    found = []
    if "card" in session["payment_method_types"]:
        cards = {**dict.fromkeys(GOOD, "is charged"), **{number: words for number, (*_c, words) in DECLINED.items()}}
        found += [(number, f"Card {number[:4]} … {number[-4:]}: {words}") for number, words in cards.items()]
    found += [(name, name) for name in LOCAL if name in session["payment_method_types"]]
    if "sepa_debit" in session["payment_method_types"]:
        found.append((LATER, "Bank debit: known in some days"))
    return "".join(f'<option value="{escape(value)}">{escape(words)}</option>' for value, words in found)


def payment_page(store: Store, session: Thing, error: str = "") -> str:
    rows = "".join(
        f"<tr><td>{escape(line['name'])} × {line['quantity']}</td>"
        f"<td>{shown(line['unit_amount'] * line['quantity'], line['currency'])}</td></tr>"
        for line in store.hidden[session["id"]]["lines"]
    )
    wrong = f'<p class="error" role="alert">{escape(error)}</p>' if error else ""
    back = session["cancel_url"]
    total = shown(session["amount_total"], session["currency"])
    away = f'<p><a href="{escape(back)}">Go back without paying</a></p>' if back else ""
    return whole("Pay", f"""{wrong}<table>{rows}
<tr><td><strong>Total</strong></td><td><strong>{total}</strong></td></tr></table>
<form method="post"><label for="email">Email</label>
<input id="email" name="email" type="email" value="{escape(session['customer_email'] or '')}">
<label for="method">Pay with</label><select id="method" name="method">{options(session)}</select>
<button>Pay {total}</button></form>{away}""")


def closed_page(session: Thing) -> str:
    words = "It has been paid." if session["status"] == "complete" else "It has expired."
    return whole("This payment page is closed", f"<p>{words}</p>")


def whole(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{title} · stand-in for Stripe</title><style>{STYLE}</style></head><body><main>"
        f'<p class="stand-in">A stand-in for Stripe: no money moves here, and no card exists.</p><h1>{title}</h1>'
        f"{body}</main></body></html>"
    )
