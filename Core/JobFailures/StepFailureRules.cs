using System.Text.RegularExpressions;

namespace Analytics.JobFailures;

/// <summary>The known failures of Spark, Hive and Hadoop steps.</summary>
public static partial class StepFailureRules
{
    private const int Milliseconds = 1_000;
    private const RegexOptions Plain = RegexOptions.ExplicitCapture;

    /// <summary>In EMR's words, where a path that was not found may be the step's own script.</summary>
    public const string InputNotFound = "The input path does not exist.";

    /// <summary>In the order in which one cause hides another: what lies behind comes first.</summary>
    public static readonly IReadOnlyList<StepFailureRule> All =
    [
        new(OutOfMemory(), "Out of memory.", EngineFailureCode.LimitMemory, "The step ran out of memory.",
            "Let the script hold less at a time (no collect or toPandas of large data, fewer columns), or ask for larger or "
            + "more nodes: emr.coreTypes, emr.coreCount."),
        new(NoModule(), "Python error.", EngineFailureCode.Script, "The cluster's Python lacks a module that the script imports.",
            "Install it on the cluster (a bootstrap action, or the machine image), or do without it."),
        new(PythonMissing(), "Python was not found.", EngineFailureCode.NotStarted, "The cluster has no Python that can run the step.",
            "Take a release of Amazon EMR with Python 3; locally set PYSPARK_PYTHON."),
        new(NoColumn(), "The SQL names a table or column that does not exist.", EngineFailureCode.SqlInvalid,
            "The script names a table or a column that does not exist.",
            "Compare the name with the columns in the dataset's contract and with the job's inputs."),
        new(BadSyntax(), "The SQL cannot be parsed.", EngineFailureCode.SqlInvalid, "The script cannot be parsed.",
            "See the place that the message names. Where the engines' dialects differ, give the SELECT for Spark as emr.script."),
        new(BadValue(), "A value cannot be computed.", EngineFailureCode.SqlData,
            "A value cannot be computed: a cast, a division, an overflow.", "Guard the expression (try_cast, nullif), or widen its type."),
        new(OtherType(), "A column has another type.", EngineFailureCode.Input,
            "Files that were read under an earlier contract hold a column in another type.",
            "Load those files again, so that they are read under the current contract, or declare the earlier type again."),
        new(OutputExists(), "The output directory already exists.", EngineFailureCode.Output, "The output directory already exists.",
            "The run is retried with another output directory. A script must not write to the output's address itself.",
            Retryable: true),
        new(NoClass(), "The main class was not found.", EngineFailureCode.NotStarted,
            "A class or a program was not found on the cluster.",
            "Take a release that has what the job's kind needs: Spark, and Hive or Hadoop for those kinds."),
        new(NoBucket(), "The bucket does not exist.", EngineFailureCode.Input, "A bucket was not found that the step reads or writes.",
            "Compare the bucket's name in the script with those that exist."),
        new(Denied(), "Access to the storage was denied.", EngineFailureCode.AccessDenied, "The storage denied access.",
            "Give the cluster's role (Emr:InstanceProfile) reading and writing in the bucket of the processed store."),
        new(NoInput(), InputNotFound, EngineFailureCode.Input, "A file was not found that the step reads.",
            "See whether something removed it: retention, a lifecycle rule of the bucket. Then run the job again."),
        new(BadSql(), "The SQL is not valid.", EngineFailureCode.SqlInvalid, "Spark refused a query of the script.",
            "See the place that the message names."),
        new(Lost(), "Executors were lost.", EngineFailureCode.Crashed,
            "Executors were lost: their machines ended, or they used more memory than they had.",
            "The run is retried. Where that happens often, lower emr.spotShare, or ask for larger nodes (emr.coreTypes).",
            Retryable: true),
        new(Subprocess(), "The mapper or reducer failed.", EngineFailureCode.Script, "The mapper or the reducer failed.",
            "Try it with a few lines: python3 mapper.py < lines."),
    ];

    [GeneratedRegex(
        @"java\.lang\.OutOfMemoryError|^MemoryError|insufficient memory for the Java Runtime|running beyond (physical|virtual) memory"
        + @"|killed by YARN for exceeding|Container killed on request\. Exit code is 137", Plain, Milliseconds)]
    private static partial Regex OutOfMemory();

    [GeneratedRegex(@"^(ModuleNotFoundError|ImportError): ", Plain, Milliseconds)]
    private static partial Regex NoModule();

    [GeneratedRegex(@"Cannot run program ""[^""]*python[^""]*""", Plain, Milliseconds)]
    private static partial Regex PythonMissing();

    [GeneratedRegex(
        @"UNRESOLVED_COLUMN|TABLE_OR_VIEW_NOT_FOUND|SCHEMA_NOT_FOUND|Invalid table alias or column reference|Table not found"
        + @"|Table or view not found|Invalid column reference", Plain, Milliseconds)]
    private static partial Regex NoColumn();

    [GeneratedRegex(@"\[PARSE_[A-Z_]+\]|ParseException", Plain, Milliseconds)]
    private static partial Regex BadSyntax();

    [GeneratedRegex(
        @"DIVIDE_BY_ZERO|CAST_INVALID_INPUT|CAST_OVERFLOW|ARITHMETIC_OVERFLOW|NUMERIC_VALUE_OUT_OF_RANGE|INVALID_ARRAY_INDEX",
        Plain, Milliseconds)]
    private static partial Regex BadValue();

    [GeneratedRegex(@"SchemaColumnConvertNotSupportedException|Parquet column cannot be converted", Plain, Milliseconds)]
    private static partial Regex OtherType();

    [GeneratedRegex(@"PATH_ALREADY_EXISTS|FileAlreadyExistsException|Output directory .* already exists", Plain, Milliseconds)]
    private static partial Regex OutputExists();

    [GeneratedRegex(
        @"ClassNotFoundException|NoClassDefFoundError|Failed to load class |Could not find or load main class|No main class set in JAR"
        + @"|Cannot run program", Plain, Milliseconds)]
    private static partial Regex NoClass();

    [GeneratedRegex(@"NoSuchBucket|UnknownStoreException|Bucket .* does not exist", Plain, Milliseconds)]
    private static partial Regex NoBucket();

    [GeneratedRegex(@"AccessDenied|Access Denied|403 Forbidden|InvalidAccessKeyId", Plain, Milliseconds)]
    private static partial Regex Denied();

    [GeneratedRegex(
        @"PATH_NOT_FOUND|Path does not exist: |Input path does not exist|Input Pattern .* matches 0 files|NoSuchKey"
        + @"|java\.io\.FileNotFoundException|can't open file", Plain, Milliseconds)]
    private static partial Regex NoInput();

    [GeneratedRegex(@"AnalysisException", Plain, Milliseconds)]
    private static partial Regex BadSql();

    [GeneratedRegex(@"ExecutorLostFailure|Remote RPC client disassociated|Lost executor \d+", Plain, Milliseconds)]
    private static partial Regex Lost();

    [GeneratedRegex(@"subprocess failed with code", Plain, Milliseconds)]
    private static partial Regex Subprocess();
}
