"""A model of many tables, as JPA entities and as SQLAlchemy classes: the same ten columns, keys and indexes each."""
import os
import re
import shutil

import maven
import tools

EXAMPLE = f"{tools.ROOT}/examples/tweeteval"

ENTITY = """\
package com.example.big;

import jakarta.persistence.*;
import java.math.BigDecimal;
import java.time.Instant;

@Entity
@Table(
    name = "{table}",
    uniqueConstraints = @UniqueConstraint(name = "{table}_code_key", columnNames = "code"),
    indexes = {{
      @Index(name = "{table}_parent_id_idx", columnList = "parent_id"),
      @Index(name = "{table}_status_idx", columnList = "status, created_at")
    }})
public class {type} {{
  public enum Status {{ PENDING, ACTIVE, CLOSED }}

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private Long id;

  @Column(nullable = false, length = 40)
  private String code;

  @Column(nullable = false, length = 100)
  private String name;

  @Column(columnDefinition = "text")
  private String description;

  @Column(nullable = false)
  private int quantity;

  @Column(nullable = false, precision = 12, scale = 2)
  private BigDecimal price;

  @Column(nullable = false)
  private boolean active;

  @Enumerated(EnumType.STRING)
  @Column(nullable = false, length = 20)
  private Status status;

  @Column(name = "created_at", nullable = false, columnDefinition = "timestamptz")
  private Instant createdAt;

  @ManyToOne(fetch = FetchType.LAZY)
  @JoinColumn(name = "parent_id", foreignKey = @ForeignKey(name = "{table}_parent_id_fkey"))
  private {parent} parent;
}}
"""

PYTHON_HEAD = '''\
import datetime
import decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, Numeric, String, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass
'''

PYTHON_CLASS = '''

class {type}(Base):
    __tablename__ = "{table}"
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    description: Mapped[str | None] = mapped_column(Text)
    quantity: Mapped[int]
    price: Mapped[decimal.Decimal] = mapped_column(Numeric(12, 2))
    active: Mapped[bool]
    status: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime.datetime] = mapped_column(TIMESTAMP(timezone=True))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("{parent}.id", name="{table}_parent_id_fkey"))
    __table_args__ = (CheckConstraint("status IN ('PENDING', 'ACTIVE', 'CLOSED')", name="{table}_status_check"),
                      Index("{table}_parent_id_idx", "parent_id"), Index("{table}_status_idx", "status", "created_at"))
'''


def java(project, count):
    """A Maven project with `count` entities and no revision."""
    shutil.rmtree(project, ignore_errors=True)
    sources = f"{project}/src/main/java/com/example/big"
    os.makedirs(sources)
    os.makedirs(f"{project}/versions")
    shutil.copytree(f"{EXAMPLE}/.mvn", f"{project}/.mvn")
    with open(f"{project}/pom.xml", "w") as f:
        f.write(re.sub(r"<artifactId>tweeteval</artifactId>", "<artifactId>big</artifactId>", maven.example_pom()))
    for i in range(count):
        with open(f"{sources}/Thing{i:04d}.java", "w") as f:
            f.write(ENTITY.format(type=f"Thing{i:04d}", table=f"thing_{i:04d}", parent=f"Thing{i // 2:04d}"))


def python(directory, count):
    """The same as a module `model`."""
    with open(f"{directory}/model.py", "w") as f:
        f.write(PYTHON_HEAD + "".join(
            PYTHON_CLASS.format(type=f"Thing{i:04d}", table=f"thing_{i:04d}", parent=f"thing_{i // 2:04d}") for i in range(count)))
