createdb shop
