createdb shop
mvn -q flyway:migrate
