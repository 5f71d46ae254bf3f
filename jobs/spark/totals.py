"""What a job tells of its answers, summed up by Spark."""

from pyspark.sql import functions as f

import answers


def summary(told):
    """The summary of answers, as answers.Summary tells it."""
    hashed = f.sha2(f.concat(f.coalesce("id", f.lit("")).cast("binary"), f.lit(b"\t"),
                             f.coalesce("digest", "problems").cast("binary")), 256)
    # A sum of 256 bits in eight columns of 32 each, which stay exact for two billion rows.
    words = [f.sum(f.conv(f.substring(hashed, 8 * word + 1, 8), 16, 10).cast("long")) for word in range(8)]
    rows = told.groupBy("status", "currency").agg(
        f.count("*").alias("rows"), digits(), *(exact(name) for name in answers.SUMS),
        *(column.alias(f"word{word}") for word, column in enumerate(words))).collect()
    statuses = dict.fromkeys(["priced", "rejected", "unreadable"], 0)
    combined = 0
    for row in rows:
        statuses[row.status] += row.rows
        combined += sum(row[f"word{word}"] << (32 * (7 - word)) for word in range(8))
    return answers.told(statuses, sums([row for row in rows if row.status == "priced"], answers.SUMS), combined)


def holds(told):
    """How many digests hold, how many do not, and of how many rows it cannot be said."""
    names = {True: "true", False: "false", None: "none"}
    return {**dict.fromkeys(names.values(), 0),
            **{names[row.holds]: row["count"] for row in told.groupBy("holds").count().collect()}}


def impact(told):
    """The sums of the rows that both price lists price, and how many rows only one of them does."""
    both, [now, before] = f.col("difference").isNotNull(), [f.col(name).isNotNull() for name in ("total", "before_total")]
    counts = told.agg(*(f.count_if(each).alias(name) for name, each in (
        ("both", both), ("only_now", now & ~before), ("only_before", before & ~now)))).collect()[0].asDict()
    names = ["before_total", "total", "difference"]
    rows = told.where(both).groupBy("currency").agg(digits(), *map(exact, names)).collect()
    return {**counts, "sums": sums(rows, names)}


def exact(name):
    return f.sum(f.col(name).cast("decimal(38,4)")).alias(name)


def digits():
    """Of a currency: what is behind the point of its amounts, and the point."""
    return f.max(f.length(f.col("total")) - f.length(f.substring_index("total", ".", 1))).alias("digits")


def sums(rows, names):
    """Sums by currency, as exact as its amounts."""
    return {row.currency: {name: f"{row[name]:.{max(row.digits - 1, 0)}f}" for name in names}
            for row in sorted(rows, key=lambda row: row.currency)}
