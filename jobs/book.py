"""The requests that a book of subscriptions asks."""


def cell(text):
    """A cell's text, on one line. JSON has line breaks only between its words, where a carriage return is as
    good; in a string either is wrong."""
    return (text or b"").replace(b"\n", b"\r")


def request(renews_at, subscription, tax):
    """The request for the renewal of a subscription, whatever is in the cells: what is wrong in them is for the
    engine to tell. All fields that may change an amount are there, and none follows the subscription, so that a cell
    that is more than one value has a field twice, and is refused."""
    return (b'{"type":"renewal","coupons":[],"account":{},"tax":' + (b"{}" if tax is None else cell(tax)) + b',"at":"'
            + cell(renews_at) + b'","subscription":' + cell(subscription) + b"}")
