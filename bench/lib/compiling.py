"""A Liquibase changelog of 1,400 changesets in XML: compiled beside Liquibase's own offline SQL, and by a goal in a Maven that runs already."""
import os
import shutil

import athanor
import maven
import measure
import tools

FILES, CHANGESETS = 14, 100
MASTER = "db/master.xml"
# So often in one Maven: what one more costs has neither Maven's start nor the JIT's first minutes in it.
AGAIN = 10

CHANGELOG = """<?xml version="1.0" encoding="UTF-8"?>
<databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
{}
</databaseChangeLog>
"""

POM = """<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>bench</groupId><artifactId>compile</artifactId><version>1</version>
<packaging>pom</packaging><build><plugins><plugin><groupId>dev.athanor</groupId><artifactId>athanor-maven-plugin</artifactId><version>0.1.0-SNAPSHOT</version>
<configuration><root>${{project.basedir}}/changelog</root><changelog>{master}</changelog></configuration></plugin></plugins></build></project>
"""


def measured(options, server, work):
    root = f"{work}/compile"
    shutil.rmtree(root, ignore_errors=True)
    _generate(f"{root}/changelog")
    home, java = athanor.lay_out(work, server), f"{tools.newest_jdk()[1]}/bin/java"
    steps = {"package": [java, f"@{home}/lib/cli.args", "dev.athanor.cli.Main", "package", f"{root}/bundle.zip", f"--root={root}/changelog", f"--changelog={MASTER}"],
             "liquibase": [java, "-cp", f"{tools.liquibase()}/*", "liquibase.integration.commandline.LiquibaseCommandLine", "--show-banner=false",
                           f"--search-path={root}/changelog", "update-sql", f"--changelog-file={MASTER}", f"--output-file={root}/stock.sql",
                           "--url=offline:postgresql?version=15.0&outputLiquibaseSql=none"]}
    quiet = {**os.environ, "LIQUIBASE_ANALYTICS_ENABLED": "false"}
    samples = {name: [] for name in steps}
    for turn in range(options.rounds + 1):
        for name, argv in steps.items():
            # Liquibase's is the history that it keeps of a database that is offline.
            for made in ("bundle.zip", "databasechangelog.csv"):
                if os.path.exists(f"{root}/{made}"):
                    os.remove(f"{root}/{made}")
            _add(samples, name, measure.run(argv, cwd=root, env=quiet), turn)
    yield "compile", {
        "what": f"{FILES * CHANGESETS:,} changesets in XML, from nothing",
        "titles": {"package": "`athanor package`", "liquibase": "Liquibase's `update-sql`, offline"},
        "results": {name: measure.summary(each) for name, each in samples.items()},
    }
    yield "unchanged", _unchanged(options, server, root)
    server.sweep()


def _unchanged(options, server, root):
    maven.install()
    with open(f"{root}/pom.xml", "w") as pom:
        pom.write(POM.format(master=MASTER))
    env = {**os.environ, "DATABASE_URL": f"postgresql://postgres@127.0.0.1:{server.port}/{server.fresh('unchanged')}"}
    goal = "athanor:upgrade"
    steps = {name: maven.command(root, "-o", "-Dathanor.backup=never", *goals) for name, goals in {"goal": [goal], "both": [goal] * (1 + AGAIN)}.items()}
    tools.call(maven.command(root, "-Dathanor.backup=never", goal), cwd=tools.ROOT, env=env)
    samples = {name: [] for name in steps}
    for turn in range(options.rounds + 1):
        for name, argv in steps.items():
            _add(samples, name, measure.run(argv, cwd=tools.ROOT, env=env), turn)
    return {"what": "the same, unchanged, nothing to do", "titles": {"goal": f"`mvn {goal}`", "both": f"the goal {1 + AGAIN} times in one Maven"},
            "again": AGAIN, "results": {name: measure.summary(each) for name, each in samples.items()}}


def _add(samples, name, sample, turn):
    if turn:
        samples[name].append(sample)
    measure.say(f"    {name:10} {sample['wall']:7.2f} s {sample['cpu']:7.2f} s CPU {sample['mb']:5.0f} MB")


def _generate(root):
    os.makedirs(f"{root}/db")
    includes = []
    for file in range(FILES):
        includes.append(f'  <include file="db/{file:02}.xml"/>')
        changesets = "\n".join(_changeset(file, number) for number in range(CHANGESETS))
        with open(f"{root}/db/{file:02}.xml", "w") as out:
            out.write(CHANGELOG.format(changesets))
    with open(f"{root}/{MASTER}", "w") as out:
        out.write(CHANGELOG.format("\n".join(includes)))


def _changeset(file, number):
    """A table in each ten, and nine that change it."""
    table = f"t_{file}_{number // 10}"
    change = {
        0: f'<createTable tableName="{table}" remarks="Things"><column name="id" type="bigint" autoIncrement="true"><constraints primaryKey="true"/></column>'
           '<column name="name" type="varchar(100)"><constraints nullable="false"/></column><column name="at" type="timestamp" defaultValueComputed="CURRENT_TIMESTAMP"/></createTable>',
        1: f'<addColumn tableName="{table}"><column name="amount" type="decimal(12,2)" defaultValueNumeric="0"/></addColumn>',
        2: f'<createIndex tableName="{table}" indexName="i_{table}"><column name="name"/></createIndex>',
        3: f'<insert tableName="{table}"><column name="name" value="one"/><column name="amount" valueNumeric="1.5"/></insert>',
        4: f'<update tableName="{table}"><column name="name" value="two"/><where>name = \'one\'</where></update>',
        5: f'<addUniqueConstraint tableName="{table}" columnNames="name, amount" constraintName="u_{table}"/>',
        6: f'<sql>COMMENT ON COLUMN {table}.name IS \'What people call it\';</sql>',
        7: f'<renameColumn tableName="{table}" oldColumnName="at" newColumnName="made"/>',
        8: f'<addNotNullConstraint tableName="{table}" columnName="amount" columnDataType="decimal(12,2)"/>',
        9: f'<modifyDataType tableName="{table}" columnName="name" newDataType="varchar(200)"/>',
    }[number % 10]
    return f'  <changeSet id="{file}-{number}" author="bench">{change}</changeSet>'
