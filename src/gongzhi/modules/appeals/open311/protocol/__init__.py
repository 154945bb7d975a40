"""What goes over the wire by GeoReport v2 and mySociety's updates extension: values in, bytes out. Pure, no Django.

`fields` reads what was sent, `filters` and `posting` make values or errors of it, `rendering` writes answers.
"""
