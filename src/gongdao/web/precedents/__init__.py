"""Pages of precedents 申诉先例 (APP-17): the library, what is like an appeal, the desk of who approves."""
