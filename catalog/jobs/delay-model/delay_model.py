"""Learns from January to May which flights arrive late, and foretells June."""
from pyspark.ml import Pipeline
from pyspark.ml.classification import LogisticRegression
from pyspark.ml.evaluation import BinaryClassificationEvaluator
from pyspark.ml.feature import OneHotEncoder, StringIndexer, VectorAssembler
from pyspark.sql import Window
from pyspark.sql import functions as f

FIRST_UNSEEN_DAY = "2001-06-01"
# Every tenth flight is enough for a few hundred coefficients; which ones depends on the flight alone, so that each run takes the same.
SAMPLE = 10


def flights(spark, late_minutes):
    rows = spark.table("flights").where(f.abs(f.xxhash64("date", "delay", "origin", "destination")) % SAMPLE == 0)
    return rows.select(
        f.when(f.col("delay") > late_minutes, 1.0).otherwise(0.0).alias("late"),
        f.hour("date").cast("double").alias("hour"),
        f.weekday("date").cast("double").alias("weekday"),
        (f.col("distance") / 1000).alias("distance"),
        "origin",
        "destination",
        (f.col("date") >= f.lit(FIRST_UNSEEN_DAY).cast("timestamp_ntz")).alias("unseen"))


def model():
    airports = StringIndexer(
        inputCols=["origin", "destination"], outputCols=["from", "to"], handleInvalid="keep", stringOrderType="frequencyDesc")
    parts = OneHotEncoder(inputCols=["hour", "weekday", "from", "to"], outputCols=["hours", "weekdays", "starts", "ends"],
                          handleInvalid="keep")
    features = VectorAssembler(inputCols=["distance", *parts.getOutputCols()], outputCol="features")
    return Pipeline(stages=[airports, parts, features, LogisticRegression(labelCol="late", maxIter=20, regParam=0.0005)])


# Spark's own function for it asks for pandas, which not every cluster has.
@f.udf("double")
def share_of_late(probability):
    return float(probability[1])


def log_loss(share):
    """Mean surprise, in nats, of who says that each flight is late with this probability."""
    kept = f.least(f.greatest(share, f.lit(1e-9)), f.lit(1 - 1e-9))
    return -f.avg(f.when(f.col("late") == 1, f.log(kept)).otherwise(f.log(1 - kept)))


def main(spark, parameters):
    rows = flights(spark, parameters["late_minutes"]).cache()
    seen = rows.where("not unseen")
    usual = seen.agg(f.avg("late")).first()[0]
    foretold = model().fit(seen).transform(rows.where("unseen")) \
        .withColumn("share", share_of_late("probability")).select("late", "share", "rawPrediction", "origin", "destination").cache()
    area = BinaryClassificationEvaluator(labelCol="late").evaluate(foretold)
    tenths = foretold.withColumn("tenth", f.ntile(10).over(Window.orderBy("share", "origin", "destination", "late")))
    shares = tenths.groupBy("tenth").agg(
        f.count("*").cast("double").alias("flights"), f.avg("late").alias("late_share"), f.avg("share").alias("predicted_share"))
    everything = foretold.agg(
        f.lit(0).alias("tenth"), f.count("*").cast("double").alias("flights"), f.avg("late").alias("late_share"),
        f.avg("share").alias("predicted_share"), f.lit(area).alias("area_under_roc"), log_loss(f.col("share")).alias("log_loss"),
        log_loss(f.lit(usual)).alias("log_loss_without"))
    return as_rows(everything).union(as_rows(shares))


def as_rows(frame):
    metrics = [name for name in frame.columns if name != "tenth"]
    return frame.unpivot("tenth", metrics, "metric", "value").selectExpr("metric", "cast(tenth as int) as tenth", "value")
