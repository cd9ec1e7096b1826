"""区划: province, city, district, street, community; a level may be missing."""
