using Analytics.LocalEmr.Commands;

namespace Analytics.LocalEmr.Tests.Commands;

public sealed class SparkArgumentsTests
{
    [Fact]
    public void Submit_ArgumentsOfEmr_LoseWhereToRunAndNothingElse()
    {
        var command = SparkArguments.Submit([
            "--deploy-mode", "cluster", "--master=yarn", "--conf", "spark.submit.deployMode=cluster", "--conf", "a=b c", "--verbose",
            "--py-files", "s3://b/x.zip", "s3://b/job.py", "--master", "x", "two words",
        ]);

        Assert.Equal(["--conf", "a=b c", "--verbose", "--py-files", "s3://b/x.zip"], command.Options);
        Assert.Equal(["s3://b/job.py", "--master", "x", "two words"], command.Application);
        Assert.Equal("s3://b/job.py", command.Script);
    }

    [Fact]
    public void Submit_OptionWithoutItsValue_IsLeftToSparkToRefuse()
    {
        var command = SparkArguments.Submit(["--conf"]);

        Assert.Equal(["--conf"], command.Options);
        Assert.Empty(command.Application);
    }

    [Fact]
    public void Sql_OptionsOfBothKinds_AreToldApart()
    {
        var command = SparkArguments.Sql("spark-sql", ["-f", "s3://b/q.sql", "--conf", "a=b", "-d", "x=1", "--hiveconf", "y=2"]);

        Assert.Equal(
            ["--conf", "spark.sql.catalogImplementation=hive", "--conf", "a=b", "--class",
                "org.apache.spark.sql.hive.thriftserver.SparkSQLCLIDriver"],
            command.Options);
        Assert.Equal(["spark-internal", "-f", "s3://b/q.sql", "-d", "x=1", "--hiveconf", "y=2"], command.Application);
        Assert.Equal("s3://b/q.sql", command.Script);
    }
}
