createdb shop
mvn -q athanor:init
mvn -q compile athanor:revision -Dautogenerate -Dmessage="create customers"
printf 'target/\n' > .gitignore
git init -q -b main .
git add -A
git commit -qm "create customers"
git update-ref refs/remotes/origin/main HEAD
