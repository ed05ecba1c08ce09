namespace Analytics.Catalogue.Tests.Jobs;

public sealed class JobFaultTests : IDisposable
{
    private readonly TestCatalogue _catalogue = new();

    [Theory]
    [InlineData("kind: sql", "kind: pig", "1:kind", "must be sql or pyspark or hive or hadoop-streaming, not 'pig'")]
    [InlineData("kind: sql", "kind: pysark", "1:kind", "did you mean 'pyspark'?")]
    [InlineData("script: daily.sql", "script: weekly.sql", "2:script", "which is not in the job's folder")]
    [InlineData("script: daily.sql", "script: ../daily.sql", "2:script", "in the job's own folder")]
    [InlineData("script: daily.sql", "script: empty.sql", "2:script", "which is empty")]
    [InlineData("inputs: [sales]", "inputs: [sale]", "3:inputs", "which is not a dataset of this catalogue; did you mean 'sales'?")]
    [InlineData("inputs: [sales]", "inputs: [sales, sales]", "3:inputs", "names a dataset twice")]
    [InlineData("  table: daily", "  table: Daily", "5:output.table", "must have small letters")]
    [InlineData("  table: daily", "  table: daily\n  mode: merge", "6:output.mode", "must be replace, append, upsert")]
    [InlineData("  table: daily", "  table: daily\n  mode: upsert", "5:output.key", "upsert needs the columns")]
    [InlineData("  table: daily", "  table: daily\n  key: [dai]", "6:output.key", "did you mean 'day'?")]
    [InlineData("  table: daily", "  table: daily\n  key: [day, day]", "6:output.key", "names a column twice")]
    [InlineData("type: date }", "type: datum }", "7:output.columns[0].type", "'datum' is not a type")]
    [InlineData("name: sales,", "name: day,", "8:output.columns[1].name", "is declared twice")]
    [InlineData("name: sales,", "name: run_id,", "8:output.columns[1].name", "not be run_id")]
    [InlineData("output:", "engine: spark\noutput:", "4:engine", "must be auto, embedded or emr")]
    [InlineData("output:", "timeout: 3 days\noutput:", "4:timeout", "must be a time")]
    [InlineData("output:", "retries: { count: 11 }\noutput:", "4:retries.count", "from 0 to 10")]
    [InlineData("output:", "retries: { backoff: 2h }\noutput:", "4:retries.backoff", "from 1s to 1h")]
    [InlineData("output:", "limits: { memoryMegabytes: 1 }\noutput:", "4:limits.memoryMegabytes", "from 64")]
    [InlineData("output:", "limits: { memory: 1 }\noutput:", "4:limits.memory", "is not a known key")]
    [InlineData("output:", "triggers: { on: [weather] }\noutput:", "4:triggers.on", "which is not an input of this job")]
    [InlineData(
        "output:", "triggers: { cron: [{ expression: daily }] }\noutput:", "4:triggers.cron[0].expression", "is not a cron expression")]
    [InlineData(
        "output:", "triggers: { cron: [{ expression: 0 6 * * *, timeZone: Europe/Graz }] }\noutput:", "4:triggers.cron[0].timeZone", "is not a time zone")]
    [InlineData(
        "output:", "parameters: [{ name: least, type: int32, default: \"1\" }]\noutput:", "4:parameters", "declares 'least', which the script does not use")]
    public async Task ReadAsync_WrongKey_NamesLineAndKey(string right, string wrong, string place, string message)
    {
        _catalogue.Write("jobs/daily/empty.sql", " \n");
        _catalogue.Write("jobs/daily/job.yaml", TestCatalogue.Job.Replace(right, wrong, StringComparison.Ordinal));

        await ExpectAsync(place, message);
    }

    [Theory]
    [InlineData("", "1:parameters", "lacks 'least'")]
    [InlineData(
        "parameters:\n  - { name: Least, type: int32 }\n  - { name: least, type: int32 }\n", "2:parameters[0].name", "must have small letters")]
    [InlineData("parameters:\n  - { name: least, type: int33 }\n", "2:parameters[0].type", "is not a type")]
    [InlineData("parameters:\n  - { name: least, type: int32, default: few }\n", "2:parameters[0].default", "'few' is not a valid int32")]
    [InlineData(
        "parameters:\n  - { name: least, type: int32 }\ntriggers: { on: [sales] }\n", "3:triggers.on", "give each parameter a default")]
    public async Task ReadAsync_WrongParameter_NamesLineAndKey(string parameters, string place, string message)
    {
        _catalogue.Write("jobs/daily/daily.sql", "select day, count(*) as sales from sales where id > $least and $Least > 0 group by day"
            .Replace(parameters.Contains("Least", StringComparison.Ordinal) ? "\0" : " and $Least > 0", "", StringComparison.Ordinal));
        _catalogue.Write("jobs/daily/job.yaml", parameters + TestCatalogue.Job);

        await ExpectAsync(place, message);
    }

    [Theory]
    [InlineData("clusterId: x", "4:emr.clusterId", "is not a cluster id")]
    [InlineData("clusterId: j-2AXXXXXXGAPLF, coreCount: 3", "4:emr.coreCount", "has no effect on the running cluster")]
    [InlineData("releaseLabel: 7.13.0", "4:emr.releaseLabel", "is not a release of Amazon EMR")]
    [InlineData("releaseLabel: emr-6.15.0", "4:emr.releaseLabel", "take emr-7.0.0 or newer")]
    [InlineData("coreTypes: [big]", "4:emr.coreTypes", "is not an instance type")]
    [InlineData("coreTypes: [m5.large, m5.large]", "4:emr.coreTypes", "each once")]
    [InlineData("coreCount: 0", "4:emr.coreCount", "from 1 to")]
    [InlineData("spotShare: 120%", "4:emr.spotShare", "must be a share")]
    [InlineData("idleTimeout: 30s", "4:emr.idleTimeout", "from 1m to 7d")]
    [InlineData("script: other.py", "4:emr.script", "must name a .sql file")]
    [InlineData("spotshare: 50%", "4:emr.spotshare", "did you mean 'spotShare'?")]
    public async Task ReadAsync_WrongEmrKey_NamesLineAndKey(string emr, string place, string message)
    {
        _catalogue.Write("jobs/daily/job.yaml", TestCatalogue.Job.Replace("output:", $"emr: {{ {emr} }}\noutput:", StringComparison.Ordinal));

        await ExpectAsync(place, message);
    }

    [Theory]
    [InlineData("pyspark", "script: daily.sql", "2:script", "must name a .py file")]
    [InlineData("pyspark", "script: job.py\nengine: embedded", "3:engine", "runs sql jobs alone")]
    [InlineData("hive", "script: job.hql\nemr: { releaseLabel: emr-spark-8.0.0 }", "3:emr.releaseLabel", "runs no hive job")]
    [InlineData("hive", "script: job.hql\nemr: { script: daily.sql }", "3:emr.script", "is for sql jobs")]
    [InlineData("hive", "script: uses.hql", "1:parameters", "lacks 'least', which the script uses as ${least}")]
    [InlineData(
        "hive", "script: uses.hql\nparameters: [{ name: least, type: string }]", "3:parameters", "cannot be bound in HiveQL")]
    [InlineData("hadoop-streaming", "mapper: job.py\nreducer: none.py", "3:reducer", "which is not in the job's folder")]
    [InlineData("hadoop-streaming", "mapper: job.py\nscript: job.py", "3:script", "is not a known key")]
    [InlineData("hadoop-streaming", "reducer: job.py", "1:mapper", "is missing")]
    [InlineData("sql", "script: daily.sql\nengine: embedded\nemr: { coreCount: 3 }", "4:emr", "has no effect")]
    public async Task ReadAsync_WrongForItsKind_NamesLineAndKey(string kind, string keys, string place, string message)
    {
        WriteScripts();
        _catalogue.Write("jobs/daily/job.yaml", TestCatalogue.Job
            .Replace("kind: sql", $"kind: {kind}", StringComparison.Ordinal)
            .Replace("script: daily.sql", keys, StringComparison.Ordinal));

        await ExpectAsync(place, message);
    }

    [Theory]
    [InlineData("hive", "script: job.hql", "timestamptz", "which Hive cannot write")]
    [InlineData("pyspark", "script: job.py", "time", "which Spark cannot write")]
    public async Task ReadAsync_ColumnThatItsKindCannotWrite_IsAFault(string kind, string keys, string type, string message)
    {
        WriteScripts();
        _catalogue.Write("jobs/daily/job.yaml", TestCatalogue.Job
            .Replace("kind: sql", $"kind: {kind}", StringComparison.Ordinal)
            .Replace("script: daily.sql", keys, StringComparison.Ordinal)
            .Replace("type: date", $"type: {type}", StringComparison.Ordinal));

        await ExpectAsync("6:output.columns", message);
    }

    [Fact]
    public async Task ReadAsync_StreamingJob_HoldsBothPrograms()
    {
        WriteScripts();
        _catalogue.Write("jobs/daily/job.yaml", TestCatalogue.Job
            .Replace("kind: sql", "kind: hadoop-streaming", StringComparison.Ordinal)
            .Replace("script: daily.sql", "mapper: job.py\nreducer: reduce.py\nemr: { spotShare: 50%, idleTimeout: 5m }", StringComparison.Ordinal));

        var job = Assert.Single((await _catalogue.ReadAsync()).Jobs).Value;

        Assert.Equal(("job.py", "reduce.py", "# reduces"), (job.ScriptFile, job.ReducerFile, job.Reducer));
        Assert.Equal((0.5, TimeSpan.FromMinutes(5), "emr-7.13.0"), (job.Emr?.SpotShare, job.Emr?.IdleTimeout, job.Emr?.ReleaseLabel));
    }

    [Fact]
    public async Task ReadAsync_TableOfAnotherJob_IsAFaultOfTheLaterJob()
    {
        _catalogue.Write("jobs/weekly/job.yaml", TestCatalogue.Job);
        _catalogue.Write("jobs/weekly/daily.sql", "select day, count(*) as sales from sales group by day");

        var snapshot = await _catalogue.ReadAsync();

        Assert.Equal(
            "jobs/weekly/job.yaml:5:output.table: 'daily' is the table of 'daily' already.",
            Assert.Single(snapshot.Faults).ToString());
        Assert.Equal(["daily"], snapshot.Jobs.Keys);
    }

    [Fact]
    public async Task ReadAsync_TableTakenOverByAnotherJob_LeavesOneOwner()
    {
        _catalogue.Write("jobs/weekly/job.yaml", TestCatalogue.Job.Replace("table: daily", "table: weekly", StringComparison.Ordinal));
        _catalogue.Write("jobs/weekly/daily.sql", "select day, count(*) as sales from sales group by day");
        var good = await _catalogue.ReadAsync();
        _catalogue.Write("jobs/daily/job.yaml", TestCatalogue.Job.Replace("table: daily", "table: weekly", StringComparison.Ordinal));

        var snapshot = await _catalogue.ReadAsync(good);

        Assert.Equal(2, good.Jobs.Count);
        Assert.Equal(["daily"], snapshot.Jobs.Keys);
        Assert.Contains(snapshot.Faults, fault => fault is { File: "jobs/weekly/job.yaml", Line: 5, Key: "output.table" });
    }

    [Fact]
    public async Task ReadAsync_FolderWithoutJobFile_IsAFault()
    {
        Directory.CreateDirectory(Path.Combine(_catalogue.Path, "jobs", "empty"));

        var fault = Assert.Single((await _catalogue.ReadAsync()).Faults);

        Assert.Equal("jobs/empty:1:: holds no job.yaml.", fault.ToString());
    }

    public void Dispose() => _catalogue.Dispose();

    private void WriteScripts()
    {
        _catalogue.Write("jobs/daily/job.py", "# maps");
        _catalogue.Write("jobs/daily/reduce.py", "# reduces");
        _catalogue.Write("jobs/daily/job.hql", "select 1");
        _catalogue.Write("jobs/daily/uses.hql", "select ${least}");
    }

    private async Task ExpectAsync(string place, string message)
    {
        var snapshot = await _catalogue.ReadAsync();

        var fault = Assert.Single(snapshot.Faults, fault => fault.File == "jobs/daily/job.yaml");
        Assert.Equal(place, $"{fault.Line}:{fault.Key}");
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.Empty(snapshot.Jobs);
    }
}
