"""Runs one job on Spark: shows its inputs as tables, runs its script, writes its result as Parquet.

Of the kind text it writes the inputs as the lines that Hadoop streaming reads, and nothing else.

Its one argument is the address of the task, JSON: kind, sql or module, parameters, inputs and output. What it says of itself begins with
"analytics: ": "analytics: code: message" for a failure that it can name, "analytics: script.exited: code: message" where the script ended
itself by sys.exit.
"""
import concurrent.futures
import datetime
import decimal
import fractions
import functools
import importlib
import json
import math
import re
import sys

from py4j.protocol import Py4JJavaError
from pyspark.errors import AnalysisException, ParseException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions
from pyspark.sql.types import TimestampType

# The platform's types in Spark's words. Spark has none for a time of day: such columns are left out of its tables.
SPARK_TYPES = {
    "boolean": "boolean", "int16": "smallint", "int32": "int", "int64": "bigint", "float": "float", "double": "double",
    "date": "date", "timestamp": "timestamp_ntz", "timestamptz": "timestamp", "string": "string", "json": "string", "uuid": "binary",
}

SETTINGS = {
    # As in the embedded engine: "x" is a name, what overflows or cannot be cast fails, times are UTC's.
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    # The platform's days are those of today's calendar, also before 1582; Spark would refuse them.
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
}

FOOTERS_AT_ONCE = 32

PARQUET_COLUMN = re.compile(r" *(?:optional|required) (\w+)(?:\(\d+\))? (.+?)(?: \(([A-Z0-9_]+(?:\([^()]*\))?)\))?(?: = \d+)?;")

# Parquet's types in the platform's words; decimals have their own in brackets.
PARQUET_TYPES = {
    ("boolean", None): "boolean", ("float", None): "float", ("double", None): "double",
    ("int32", "INTEGER(8,true)"): "int16", ("int32", "INTEGER(16,true)"): "int16", ("int32", "INTEGER(32,true)"): "int32",
    ("int32", None): "int32", ("int32", "DATE"): "date",
    ("int64", "INTEGER(64,true)"): "int64", ("int64", None): "int64",
    ("int64", "TIME(MICROS,true)"): "time", ("int64", "TIME(MICROS,false)"): "time",
    ("int64", "TIMESTAMP(MICROS,false)"): "timestamp", ("int64", "TIMESTAMP(MICROS,true)"): "timestamptz",
    ("binary", "STRING"): "string", ("binary", "JSON"): "json", ("binary", "ENUM"): "string",
    ("fixed_len_byte_array", "UUID"): "uuid",
}

# What else than itself a declared type may have been under an earlier contract, every value kept.
KEPT = {
    "int16": {"int32", "int64"}, "int32": {"int16", "int64"}, "int64": {"int16", "int32"},
    "float": {"int16"}, "double": {"float", "int16", "int32"}, "timestamp": {"date"}, "json": {"string"},
}


class Failure(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def spark_type(declared):
    return declared if declared.startswith("decimal(") else SPARK_TYPES[declared]


def quoted(name):
    return "`" + name.replace("`", "``") + "`"


def read_text(spark, address):
    return spark.read.option("wholetext", "true").text(address).first()[0]


def as_text_of_uuid(column):
    parts = [functions.substring(functions.hex(column), start, length)
             for start, length in ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))]
    return functions.lower(functions.concat_ws("-", *parts))


def show_input(spark, given):
    columns = [column for column in given["columns"] if column["type"] != "time"]
    schema = ", ".join(f"{quoted(column['name'])} {spark_type(column['type'])}" for column in columns)
    frame = spark.read.schema(schema).parquet(*given["files"]) if given["files"] else spark.createDataFrame([], schema)
    for column in columns:
        if column["type"] == "uuid":
            name = column["name"]
            text = functions.when(functions.col(quoted(name)).isNotNull(), as_text_of_uuid(functions.col(quoted(name))))
            frame = frame.withColumn(name, text)
    frame.createOrReplaceTempView(quoted(given["name"]))
    print(f"analytics: input {given['name']}: {len(given['files'])} files", flush=True)


def as_failure(error, address):
    if "java.io.FileNotFoundException" in str(error.java_exception):
        return Failure("input.unreadable", f"An input file is gone: {address}")
    return error


def footers(spark, addresses):
    """The columns of each file, by its own footer: files of earlier contracts may have others, and other types."""
    jvm, settings = spark.sparkContext._jvm, spark.sparkContext._jsc.hadoopConfiguration()

    def read(address):
        try:
            file = jvm.org.apache.parquet.hadoop.util.HadoopInputFile.fromPath(jvm.org.apache.hadoop.fs.Path(address), settings)
            reader = jvm.org.apache.parquet.hadoop.ParquetFileReader.open(file)
        except Py4JJavaError as error:
            raise as_failure(error, address) from None
        try:
            return reader.getFooter().getFileMetaData().getSchema().toString()
        finally:
            reader.close()

    with concurrent.futures.ThreadPoolExecutor(FOOTERS_AT_ONCE) as pool:
        return list(pool.map(read, addresses))


def held_columns(schema):
    """Of a Parquet schema's text, by names in lower case: each column's name as the file has it, and its type in the platform's words."""
    columns = {}
    for line in schema.splitlines():
        found = PARQUET_COLUMN.fullmatch(line)
        if found:
            physical, name, logical = found.groups()
            held = logical.lower() if logical and logical.startswith("DECIMAL(") else PARQUET_TYPES.get((physical, logical))
            columns[name.lower()] = (name, held or line.strip().rstrip(";"))
    return columns


def is_kept(held, declared):
    if held == declared or declared == "string" or held in KEPT.get(declared, ()):
        return True
    if not declared.startswith("decimal("):
        return False
    return held in ("int16", "int32", "int64") or held.startswith("decimal(") and scale_of(held) <= scale_of(declared)


def scale_of(declared):
    return int(declared[len("decimal("):-1].split(",")[1])


def float_text(value):
    """The shortest text of a number of four bytes, where it is the nearest one of its length and not on the edge; else the double's."""
    if not value or not math.isfinite(value):
        return None if value is None else repr(value)
    exact, (fraction, exponent) = abs(fractions.Fraction(value)), math.frexp(abs(value))
    above = fractions.Fraction(2) ** (max(exponent - 24, -149) - 1)
    below = above / 2 if fraction == 0.5 and exponent > -125 else above
    for digits in range(1, 10):
        text = "%.*e" % (digits - 1, value)
        near = abs(fractions.Fraction(text))
        away, reach = abs(near - exact), above if near > exact else below
        if away <= reach:
            tie = fractions.Fraction(10) ** (int(text[text.index("e") + 1:]) - digits + 1) / 2
            return repr(float(text) if away < min(reach, tie) else value)
    return repr(value)


def double_text(value):
    return None if value is None else repr(value)


def text_of(column, held, declared):
    """SQL for the text that the embedded engine, too, gives a value."""
    if held != declared and declared not in ("string", "json"):
        column, held = f"cast({column} as {spark_type(declared)})", declared
    if held in ("string", "json"):
        return functools.reduce(
            lambda text, mark: f"replace({text}, chr({mark[0]}), concat(chr(92), {mark[1]}))",
            ((92, "chr(92)"), (9, "'t'"), (10, "'n'"), (13, "'r'")), column)
    if held in ("float", "double"):
        return f"analytics_{held}_text({column})"
    if held == "timestamptz":
        return f"concat(cast({column} as string), '+00')"
    if held.startswith("decimal(") and held == f"decimal({scale_of(held)},{scale_of(held)})":
        # All its digits are behind the point, and none is written before it.
        return f"replace(cast({column} as string), '0.', '.')"
    if held == "time":
        fraction = f"rtrim('0', lpad({column} % 1000000, 6, '0'))"
        seconds = f"{column} div 1000000"
        return (f"concat(lpad({seconds} div 3600, 2, '0'), ':', lpad({seconds} div 60 % 60, 2, '0'), ':', lpad({seconds} % 60, 2, '0'), "
                f"if({column} % 1000000 = 0, '', concat('.', {fraction})))")
    if held == "uuid":
        digits = f"lower(hex({column}))"
        return "concat(" + ", '-', ".join(
            f"substring({digits}, {start}, {length})" for start, length in ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))) + ")"
    return f"cast({column} as string)"


def lines_of(spark, given, schema, files):
    held = held_columns(schema)
    found = [(column, *held[column["name"].lower()]) for column in given["columns"] if column["name"].lower() in held]
    for column, _, actual in found:
        if not is_kept(actual, column["type"]):
            raise Failure("input.unreadable", (
                f"Files of '{given['name']}' that were read under an earlier contract hold '{column['name']}' as {actual}; not every such "
                f"value is a {column['type']} without loss, so none is read as one."))
    # Spark has no type for a time of day; the number that Parquet has for one it reads.
    read = ", ".join(f"{quoted(name)} {'bigint' if actual == 'time' else spark_type(actual)}" for _, name, actual in found)
    frame = spark.read.schema(read).parquet(*files).toDF(*(f"c{at}" for at in range(len(found))))
    texts = {column["name"]: text_of(f"c{at}", actual, column["type"]) for at, (column, _, actual) in enumerate(found)}
    columns = [functions.coalesce(functions.expr(texts[column["name"]]), functions.lit("\\N")) if column["name"] in texts
               else functions.lit("\\N") for column in given["columns"]]
    return frame.select(functions.concat_ws("\t", *columns).alias("value"))


def write_text(spark, given):
    """An input's rows as lines: its columns in their order, separated by tabs; what Hadoop streaming reads."""
    spark.udf.register("analytics_float_text", float_text, "string")
    spark.udf.register("analytics_double_text", double_text, "string")
    groups = {}
    for address, schema in zip(given["files"], footers(spark, given["files"])):
        groups.setdefault(schema, []).append(address)
    parts = [lines_of(spark, given, schema, files) for schema, files in groups.items()]
    lines = functools.reduce(DataFrame.union, parts) if parts else spark.createDataFrame([], "value string")
    without_checksum_files(spark, given["address"])
    lines.write.mode("errorifexists").option("compression", "none").text(given["address"])
    print(f"analytics: input {given['name']}: {len(given['files'])} files", flush=True)


def exact_decimal(text, declared):
    precision, scale = (int(part) for part in declared[len("decimal("):-1].split(","))
    value = decimal.Decimal(text)
    if not value.is_finite() or value != value.quantize(decimal.Decimal(1).scaleb(-scale), context=decimal.Context(prec=77)) \
            or abs(value) >= decimal.Decimal(10) ** (precision - scale):
        raise ValueError(text)
    return value


def whole(bits):
    def read(text):
        value = int(text)
        if not re.fullmatch("-?[0-9]+", text) or not -(1 << bits - 1) <= value < 1 << bits - 1:
            raise ValueError(text)
        return value
    return read


def instant(text):
    value = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    if value.tzinfo is None:
        raise ValueError(text)
    return value.astimezone(datetime.timezone.utc)


READERS = {
    "boolean": lambda text: {"true": True, "false": False}[text.lower()],
    "int16": whole(16), "int32": whole(32), "int64": whole(64),
    "float": float, "double": float,
    "date": datetime.date.fromisoformat,
    "time": lambda text: datetime.time.fromisoformat(text).isoformat(),
    "timestamp": datetime.datetime.fromisoformat, "timestamptz": instant,
    "string": str, "json": str, "uuid": str,
}


def read_parameter(parameter):
    text, declared = parameter.get("value"), parameter["type"]
    if text is None:
        return None
    try:
        return exact_decimal(text, declared) if declared.startswith("decimal(") else READERS[declared](text)
    except (ValueError, KeyError, decimal.InvalidOperation):
        raise Failure("parameter.invalid", f"The value of the parameter ${parameter['name']} is no {declared}.") from None


def run_script(spark, task, parameters):
    if task["kind"] == "sql":
        try:
            return spark.sql(task["sql"], args=parameters)
        except (ParseException, AnalysisException) as error:
            raise Failure("sql.invalid", str(error)) from error
    result = importlib.import_module(task["module"]).main(spark, parameters)
    if not isinstance(result, DataFrame):
        raise Failure("output.invalid", f"main must return a DataFrame, not a {type(result).__name__}.")
    return result


def without_checksum_files(spark, address):
    # The local file system's would only lie about.
    path = spark.sparkContext._jvm.org.apache.hadoop.fs.Path(address)
    path.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration()).setWriteChecksum(False)


def write_result(spark, frame, output):
    timestamps = {column["name"].lower() for column in output["columns"] if column["type"] == "timestamp"}
    for field in frame.schema.fields:
        if field.name.lower() in timestamps and isinstance(field.dataType, TimestampType):
            frame = frame.withColumn(field.name, functions.col(quoted(field.name)).cast("timestamp_ntz"))
    without_checksum_files(spark, output["address"])
    try:
        frame.write.mode("errorifexists").option("compression", "zstd").parquet(output["address"])
    except AnalysisException as error:
        raise Failure("output.invalid", str(error)) from error


def main(address):
    spark = SparkSession.builder.getOrCreate()
    for name, value in SETTINGS.items():
        spark.conf.set(name, value)
    task = json.loads(read_text(spark, address))
    if task["kind"] == "text":
        for given in task["inputs"]:
            write_text(spark, given)
        spark.stop()
        return
    parameters = {parameter["name"]: read_parameter(parameter) for parameter in task["parameters"]}
    for given in task["inputs"]:
        show_input(spark, given)
    write_result(spark, run_script(spark, task, parameters), task["output"])
    spark.stop()


def tell(code, message):
    sys.stdout.flush()
    for number, line in enumerate(message.splitlines() or [""]):
        print(f"analytics: {code}: {line}" if number == 0 else line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except Failure as failure:
        tell(failure.code, str(failure))
        sys.exit(3)
    except SystemExit as ended:
        if ended.code in (None, 0):
            tell("output.invalid", "The script ended itself (sys.exit) before it returned a DataFrame.")
            sys.exit(3)
        if isinstance(ended.code, int):
            tell("script.exited", str(ended.code & 0xFF))
            sys.exit(ended.code)
        tell("script.exited", f"1: {ended.code}")
        sys.exit(1)
