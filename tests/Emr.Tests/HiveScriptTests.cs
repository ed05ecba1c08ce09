using Analytics.Engines;
using Analytics.JobFailures;
using Analytics.Tabular.Schema;

namespace Analytics.Emr.Tests;

public sealed class HiveScriptTests
{
    [Theory]
    [InlineData("int32", "7", "least=7")]
    [InlineData("date", "2001-12-31", "least=2001-12-31")]
    [InlineData("decimal(5,2)", "1.50", "least=1.50")]
    public void Variables_ValueOfItsType_IsPassedOn(string type, string value, string expected) =>
        Assert.Equal(["-d", expected], HiveScript.Variables(Task(type, value)));

    [Theory]
    [InlineData("int32", "1 or 1=1")]
    [InlineData("int32", "7; drop table t")]
    [InlineData("date", "'")]
    [InlineData("string", "x")]
    [InlineData("int32", null)]
    public void Variables_AnythingElse_IsRefused(string type, string? value) =>
        Assert.Equal(
            EngineFailureCode.Parameter,
            Assert.Throws<EngineFailureException>(() => HiveScript.Variables(Task(type, value)).ToList()).Failure.Code);

    private static EngineTask Task(string type, string? value) => new()
    {
        RunId = 1,
        Attempt = 1,
        Sql = "",
        Inputs = [],
        Output = new EngineOutput([], []),
        ScratchDirectory = "/nowhere",
        Parameters = [new EngineParameter("least", ColumnType.TryParse(type, out var parsed) ? parsed : default, value)],
    };
}
