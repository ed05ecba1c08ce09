"""Runs one job on Spark: shows its inputs as tables, runs its script, writes its result as Parquet.

Its one argument is the address of the task, JSON: kind, sql or module, parameters, inputs and output. What it says of itself begins with
"analytics: ": "analytics: code: message" for a failure that it can name, "analytics: script.exited: code: message" where the script ended
itself by sys.exit.
"""
import datetime
import decimal
import importlib
import json
import re
import sys

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


def write_result(spark, frame, output):
    timestamps = {column["name"].lower() for column in output["columns"] if column["type"] == "timestamp"}
    for field in frame.schema.fields:
        if field.name.lower() in timestamps and isinstance(field.dataType, TimestampType):
            frame = frame.withColumn(field.name, functions.col(quoted(field.name)).cast("timestamp_ntz"))
    # The local file system's checksum files would only lie about.
    jvm = spark.sparkContext._jvm
    path = jvm.org.apache.hadoop.fs.Path(output["address"])
    path.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration()).setWriteChecksum(False)
    try:
        frame.write.mode("errorifexists").option("compression", "zstd").parquet(output["address"])
    except AnalysisException as error:
        raise Failure("output.invalid", str(error)) from error


def main(address):
    spark = SparkSession.builder.getOrCreate()
    for name, value in SETTINGS.items():
        spark.conf.set(name, value)
    task = json.loads(read_text(spark, address))
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
