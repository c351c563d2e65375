"""Orders 订单: a port to where the shop keeps them, so that a case gets its snapshot by order number (INT-5).

`GONGDAO_ORDERS` says where: a file or an address. `pulling.pull` puts the snapshot into a case.
"""
