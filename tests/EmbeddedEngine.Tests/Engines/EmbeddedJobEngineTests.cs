using Analytics.Engines;
using Analytics.Fixtures.Storage;
using Analytics.JobFailures;

namespace Analytics.EmbeddedEngine.Tests.Engines;

public sealed class EmbeddedJobEngineTests
{
    [Fact]
    public async Task Run_SelectOverAnInput_GivesItsRowsAsParquet()
    {
        await using var bench = new EngineBench();
        var task = bench.Task("select count(*) as n, sum(amount) as total from t", EngineBench.Output("n int64", "total decimal(18,2)"));

        var result = await bench.SucceedAsync(task);

        var file = Assert.Single(result.Files);
        Assert.Equal(["5|18.75"], EngineBench.Query($"SELECT * FROM '{file.Path}'"));
        Assert.Equal(1, result.Rows);
        Assert.Equal(new FileInfo(file.Path).Length, file.Bytes);
        Assert.True(result.Usage.PeakMemoryBytes > 10 << 20);
    }

    [Fact]
    public async Task Run_ColumnsInAnotherOrder_GivesThemInTheDeclaredOrderAndTypes()
    {
        await using var bench = new EngineBench();
        var task = bench.Task(
            "select count(*) as n, name from t where id < 3 group by name order by name desc;\n",
            EngineBench.Output("name string", "n int32"));

        var result = await bench.SucceedAsync(task);

        Assert.Equal(["n2|1", "n1|1"], EngineBench.Query($"SELECT * FROM '{result.Files[0].Path}'"));
        Assert.Equal(
            ["VARCHAR|INTEGER"], EngineBench.Query($"SELECT typeof(name), typeof(n) FROM '{result.Files[0].Path}' LIMIT 1"));
    }

    [Fact]
    public async Task Run_TrailingLineComment_IsNoHindrance()
    {
        await using var bench = new EngineBench();

        var result = await bench.SucceedAsync(bench.Task("select 1 as x -- the end"));

        Assert.Equal(1, result.Rows);
    }

    [Fact]
    public async Task Run_EveryParameterType_IsBoundWithItsValueAndType()
    {
        await using var bench = new EngineBench();
        (string Type, string Value, string Shown)[] cases =
        [
            ("boolean", "true", "true"), ("int16", "-7", "-7"), ("int32", "70000", "70000"), ("int64", "5000000000", "5000000000"),
            ("float", "1.5", "1.5"), ("double", "1e300", "1e+300"), ("decimal(9,2)", "12.50", "12.50"),
            ("date", "2001-12-31", "2001-12-31"),
            ("time", "13:45:10", "13:45:10"), ("timestamp", "2001-12-31T13:45:10", "2001-12-31 13:45:10"),
            ("timestamptz", "2001-12-31T13:45:10+02:00", "2001-12-31 11:45:10+00"),
            ("string", "a'b; drop table t --", "a'b; drop table t --"),
            ("uuid", "6f9619ff-8b86-d011-b42d-00c04fc964ff", "6f9619ff-8b86-d011-b42d-00c04fc964ff"),
        ];
        var select = string.Join(", ", cases.Select((_, i) => $"$p{i}::varchar as c{i}"));
        var task = bench.Task($"select {select}", EngineBench.Output([.. cases.Select((_, i) => $"c{i} string")])) with
        {
            Parameters = [.. cases.Select((c, i) => new EngineParameter($"p{i}", EngineBench.Column("p", c.Type).Type, c.Value))],
        };

        var result = await bench.SucceedAsync(task);

        Assert.Equal([string.Join('|', cases.Select(c => c.Shown))], EngineBench.Query($"SELECT * FROM '{result.Files[0].Path}'"));
    }

    [Theory]
    [InlineData("int32", "1.5")]
    [InlineData("int32", "99999999999")]
    [InlineData("decimal(5,2)", "2.345")]
    [InlineData("date", "2001-12-31T10:00:00")]
    [InlineData("timestamptz", "2001-12-31T10:00:00")]
    [InlineData("boolean", "yes")]
    [InlineData("uuid", "x' or 1=1")]
    public async Task Run_ParameterThatDoesNotFitItsType_Fails(string type, string value)
    {
        await using var bench = new EngineBench();
        var task = bench.Task("select $p as x") with { Parameters = [new EngineParameter("p", EngineBench.Column("p", type).Type, value)] };

        var failure = await bench.FailAsync(task);

        Assert.Equal(EngineFailureCode.Parameter, failure.Code);
        Assert.Contains("$p", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_InputOfNoFiles_IsAnEmptyTableOfItsTypes()
    {
        await using var bench = new EngineBench();
        var task = bench.Task("select count(*) as n, max(typeof(amount)) as kind from t", EngineBench.Output("n int64", "kind string"));

        var result = await bench.SucceedAsync(task with { Inputs = [new EngineInput("t", [], EngineBench.InputColumns)] });

        Assert.Equal(["0|NULL"], EngineBench.Query($"SELECT * FROM '{result.Files[0].Path}'"));
    }

    [Fact]
    public async Task Run_FilesOfTwoContractVersions_LackingColumnsAreNull()
    {
        await using var bench = new EngineBench();
        var older = bench.Parquet("older.parquet", "SELECT 1::INT AS a");
        var newer = bench.Parquet("newer.parquet", "SELECT 2::BIGINT AS a, 'x' AS b, 3 AS not_declared");
        var input = new EngineInput(
            "two", [older, newer], [EngineBench.Column("a", "int64"), EngineBench.Column("b", "string"), EngineBench.Column("c", "date")]);
        var task = bench.Task("select * from two order by a", EngineBench.Output("a int64", "b string", "c date"));

        var result = await bench.SucceedAsync(task with { Inputs = [input] });

        Assert.Equal(["1|NULL|NULL", "2|x|NULL"], EngineBench.Query($"SELECT * FROM '{result.Files[0].Path}'"));
    }

    [Theory]
    [InlineData("select 1 as y", "x: wanted int64, but the SELECT has no such column")]
    [InlineData("select 1 as x, 2 as extra", "extra: not declared, but the SELECT has it (INTEGER)")]
    [InlineData("select 1.5 as x", "x: wanted int64, got DECIMAL(2,1), which does not fit without loss")]
    [InlineData("select 1.5::double as x", "x: wanted int64, got DOUBLE, which does not fit without loss")]
    [InlineData("select '1' as x", "x: wanted int64, got VARCHAR, which does not fit without loss")]
    [InlineData("select [1] as x", "x: wanted int64, got INTEGER[], which does not fit without loss")]
    public async Task Run_ColumnsOtherThanDeclared_FailsNamingColumnWantedAndGot(string sql, string line)
    {
        await using var bench = new EngineBench();

        var failure = await bench.FailAsync(bench.Task(sql));

        Assert.Equal(EngineFailureCode.Output, failure.Code);
        Assert.Contains(line, failure.Lines);
        Assert.NotEmpty(failure.Advice);
    }

    [Fact]
    public async Task Run_ValueTooLargeForItsDeclaredType_FailsInsteadOfWrapping()
    {
        await using var bench = new EngineBench();

        var failure = await bench.FailAsync(bench.Task("select 3000000000 as x", EngineBench.Output("x int32")));

        Assert.Equal(EngineFailureCode.SqlData, failure.Code);
        Assert.Contains("3000000000", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_DuplicateOrMissingKeys_FailsShowingThem()
    {
        await using var bench = new EngineBench();
        var output = new EngineOutput([EngineBench.Column("x", "int32"), EngineBench.Column("y", "string")], ["x"]);

        var failure = await bench.FailAsync(bench.Task("values (1, 'a'), (1, 'b'), (null, 'c')", output) with
        {
            Sql = "select * from (values (1, 'a'), (1, 'b'), (null, 'c')) v(x, y)",
        });

        Assert.Equal(EngineFailureCode.Output, failure.Code);
        Assert.Equal(["x: 1 rows have NULL, but it is of the key", "x = 1: 2 rows"], failure.Lines);
    }

    [Fact]
    public async Task Run_NullInARequiredColumn_Fails()
    {
        await using var bench = new EngineBench();
        var output = new EngineOutput([EngineBench.Column("x", "int32", required: true)], []);

        var failure = await bench.FailAsync(bench.Task("select nullif(id, 3) as x from t", output));

        Assert.Equal(["x: 1 rows have NULL, but it is required"], failure.Lines);
    }

    [Theory]
    [InlineData("select 1 as x\nfrom t\nwhere nope > 1", EngineFailureCode.SqlInvalid, "3: where nope > 1", "(line 3, column 7)")]
    [InlineData("select 1 as x\nfrom t wher id = 1 and", EngineFailureCode.SqlInvalid, "2: from t wher id = 1 and", "(line 2, column ")]
    [InlineData("select 1 as x\nfrom passwords", EngineFailureCode.SqlRefused, "2: from passwords", "(line 2, column 6)")]
    public async Task Run_SqlAtFault_FailsShowingItsPlaceInTheAuthorsText(string sql, string code, string line, string place)
    {
        await using var bench = new EngineBench();

        var failure = await bench.FailAsync(bench.Task(sql));

        Assert.Equal(code, failure.Code);
        Assert.Equal([line], failure.Lines);
        Assert.Contains(place, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("LINE", failure.Message, StringComparison.Ordinal);
        Assert.False(failure.Retryable);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  -- é ☃\n")]
    public async Task Run_FaultDeepInALongLine_NamesItsColumn(string before)
    {
        await using var bench = new EngineBench();
        var line = $"select {string.Concat(Enumerable.Repeat("1 + ", 100))}nope {string.Concat(Enumerable.Repeat("+ 1", 100))} as x from t";

        var failure = await bench.FailAsync(bench.Task(before + line));

        var number = before.Length == 0 ? 1 : 2;
        Assert.Contains(
            $"(line {number}, column {line.IndexOf("nope", StringComparison.Ordinal) + 1})", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_BadCast_FailsAsAFaultOfTheData()
    {
        await using var bench = new EngineBench();

        var failure = await bench.FailAsync(bench.Task("select name::int as x from t"));

        Assert.Equal(EngineFailureCode.SqlData, failure.Code);
        Assert.Contains("n1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_InputFileGone_FailsNamingIt()
    {
        await using var bench = new EngineBench();
        var task = bench.Task("select 1 as x") with { Inputs = [new EngineInput("t", ["/nowhere/a.parquet"], EngineBench.InputColumns)] };

        var failure = await bench.FailAsync(task);

        Assert.Equal(EngineFailureCode.Input, failure.Code);
        Assert.Contains("/nowhere/a.parquet", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AFailure_LeavesNoScratch()
    {
        await using var bench = new EngineBench();
        var task = bench.Task("select 1 as y");

        await bench.FailAsync(task);

        Assert.False(Directory.Exists(task.ScratchDirectory));
    }

    [Fact]
    public async Task Wait_HandleOfAnotherProcess_IsLost()
    {
        await using var bench = new EngineBench();

        var outcome = await bench.Engine.WaitAsync(
            bench.Task("select 1 as x"), "embedded:1:1:gone", null, TestContext.Current.CancellationToken);

        Assert.IsType<EngineOutcome.Lost>(outcome);
    }

    [Fact]
    public async Task Wait_AfterACancel_IsLost()
    {
        await using var bench = new EngineBench();
        var task = bench.Task(EngineBench.Forever);
        var handle = await bench.Engine.StartAsync(task, TestContext.Current.CancellationToken);

        await bench.Engine.CancelAsync(handle, TestContext.Current.CancellationToken);

        Assert.IsType<EngineOutcome.Lost>(await bench.Engine.WaitAsync(task, handle, null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Wait_ScratchCannotBeRemoved_StillEnds()
    {
        await using var bench = new EngineBench();
        var task = bench.Task("select 1 as y");

        // A folder on which something is mounted cannot be removed.
        await using var disk = await SmallDisk.MountAsync(task.ScratchDirectory, megabytes: 8);
        Assert.SkipWhen(disk is null, "Mounting a small disk takes root on Linux.");

        var failure = await bench.FailAsync(task).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.Equal(EngineFailureCode.Output, failure.Code);
    }

    [Fact]
    public async Task Run_LogLines_ReachTheCaller()
    {
        await using var bench = new EngineBench();
        var lines = new List<EngineLogLine>();

        await bench.RunAsync(bench.Task("select count(*) as x from t"), new Collector(lines));

        Assert.Contains(lines, line => line.Text.StartsWith("Input t: 1 files", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Text.StartsWith("1 rows in", StringComparison.Ordinal));
    }

    private sealed class Collector(List<EngineLogLine> lines) : IProgress<EngineLogLine>
    {
        public void Report(EngineLogLine value) => lines.Add(value);
    }
}
