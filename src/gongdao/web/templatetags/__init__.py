"""Tags and filters for pages: `{% load gongdao %}`."""
