createdb shop
mvn -q liquibase:update
