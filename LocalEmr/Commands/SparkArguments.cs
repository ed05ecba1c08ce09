namespace Analytics.LocalEmr.Commands;

/// <summary>Reads the arguments of spark-submit and spark-sql as Spark 3.5 reads them.</summary>
internal static class SparkArguments
{
    private const string SqlClass = "org.apache.spark.sql.hive.thriftserver.SparkSQLCLIDriver";

    /// <summary>Options of spark-submit without a value.</summary>
    private static readonly HashSet<string> Flags = new(StringComparer.Ordinal)
    {
        "--help", "-h", "--supervise", "--usage-error", "--verbose", "-v", "--version",
    };

    /// <summary>Options of spark-submit that spark-sql takes, each with a value.</summary>
    private static readonly HashSet<string> OfSpark = new(StringComparer.Ordinal)
    {
        "--archives", "--conf", "-c", "--deploy-mode", "--driver-class-path", "--driver-cores", "--driver-java-options",
        "--driver-library-path", "--driver-memory", "--exclude-packages", "--executor-cores", "--executor-memory", "--files", "--jars",
        "--keytab", "--master", "--name", "--num-executors", "--packages", "--principal", "--properties-file", "--proxy-user",
        "--py-files", "--queue", "--repositories", "--total-executor-cores",
    };

    /// <summary>spark-submit: options up to the application, all after it is the application's own.</summary>
    public static SparkCommand Submit(IReadOnlyList<string> arguments)
    {
        var options = new List<string>();
        var place = 0;
        while (place < arguments.Count && arguments[place].StartsWith('-'))
        {
            place += TakeOption(arguments, place, Flags.Contains(arguments[place]), options);
        }

        var application = arguments.Skip(place).ToList();
        return new SparkCommand("spark-submit", application.FirstOrDefault(), options, application);
    }

    /// <summary>spark-sql and, by Spark's Hive support, hive: Spark's options may stand anywhere among those of the command line.</summary>
    public static SparkCommand Sql(string kind, IReadOnlyList<string> arguments)
    {
        List<string> options = ["--conf", "spark.sql.catalogImplementation=hive"];
        List<string> application = [];
        string? script = null;
        var place = 0;
        while (place < arguments.Count)
        {
            var name = arguments[place].Split('=', 2)[0];
            if (OfSpark.Contains(name) || arguments[place] is "--verbose" or "--version")
            {
                place += TakeOption(arguments, place, !OfSpark.Contains(name), options);
                continue;
            }

            if (arguments[place] == "-f" && place + 1 < arguments.Count)
            {
                script = arguments[place + 1];
            }

            application.Add(arguments[place++]);
        }

        return new SparkCommand(kind, script, [.. options, "--class", SqlClass], ["spark-internal", .. application]);
    }

    /// <summary>Adds an option with its value, unless it says where to run; returns how many words it is long.</summary>
    private static int TakeOption(IReadOnlyList<string> arguments, int place, bool isFlag, List<string> options)
    {
        var words = arguments[place].Split('=', 2);
        var name = words[0];
        var isOneWord = isFlag || (words.Length == 2 && name.StartsWith("--", StringComparison.Ordinal));
        var value = isFlag ? null : isOneWord ? words[1] : place + 1 < arguments.Count ? arguments[place + 1] : null;
        var saysWhere = name is "--master" or "--deploy-mode"
            || (name is "--conf" or "-c" && value is not null
                && (value.StartsWith("spark.master=", StringComparison.Ordinal)
                    || value.StartsWith("spark.submit.deployMode=", StringComparison.Ordinal)
                    || value.StartsWith("spark.yarn.", StringComparison.Ordinal)));
        if (!saysWhere)
        {
            options.Add(isFlag ? arguments[place] : name);
            if (value is not null)
            {
                options.Add(value);
            }
        }

        return isOneWord ? 1 : 2;
    }
}
