"""HTTP and Jinja: who may open an address, how a page or a fragment is answered, which headers go with it. No noun."""
