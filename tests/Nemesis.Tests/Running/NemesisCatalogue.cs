using Analytics.Nemesis.Tests.Checking;

namespace Analytics.Nemesis.Tests.Running;

/// <summary>One dataset, and jobs of each mode and engine on it. Each result has a column <c>orders</c>: the rows that the run saw.</summary>
internal static class NemesisCatalogue
{
    public const string Totals = "totals";

    public const string Journal = "journal";

    /// <summary>Takes long enough to be killed in the middle.</summary>
    public const string Slow = "slow";

    public const string Spark = "spark_count";

    public static readonly IReadOnlyList<string> Embedded = [Totals, Journal, Slow];

    public static readonly IReadOnlyList<string> Tables = [Totals, Journal, Slow, Spark];

    private const string Keys = "inputs: [orders]\nretries: { count: 8, backoff: 1s }\n";

    public static void Write(string folder)
    {
        WriteContract(folder, NemesisContract.First);
        WriteJob(
            folder, Totals, "select shop, count(*) as orders, sum(amount)::int64 as amount from orders group by shop",
            Keys + "triggers: { on: [orders] }\noutput:\n  table: totals\n  key: [shop]\n  columns:\n"
            + "    - { name: shop, type: string, required: true }\n    - { name: orders, type: int64, required: true }\n"
            + "    - { name: amount, type: int64, required: true }\n");
        WriteJob(folder, Journal, "select count(*) as orders from orders", Counting(Journal, "append"));
        WriteJob(
            folder, Slow, "select (select count(*) from range(1500000000)) as spent, count(*) as orders from orders",
            Counting(Slow, "replace") + "    - { name: spent, type: int64, required: true }\n");
        Write(folder, $"jobs/{Spark}/job.yaml", $"kind: pyspark\nscript: job.py\n{Counting(Spark, "append")}");
        Write(folder, $"jobs/{Spark}/job.py", "def main(spark, parameters):\n    return spark.sql('select count(*) as orders from orders')\n");
    }

    /// <summary>By a rename, as an editor or a deployment would: a reader sees the one or the other.</summary>
    public static void WriteContract(string folder, int version)
    {
        Write(folder, ".orders.yaml", NemesisContract.Text(version));
        Directory.CreateDirectory(Path.Combine(folder, "datasets"));
        File.Move(Path.Combine(folder, ".orders.yaml"), Path.Combine(folder, "datasets", "orders.yaml"), overwrite: true);
    }

    private static string Counting(string table, string mode) =>
        Keys + $"output:\n  table: {table}\n  mode: {mode}\n  columns:\n    - {{ name: orders, type: int64, required: true }}\n";

    private static void WriteJob(string folder, string name, string sql, string keys)
    {
        Write(folder, $"jobs/{name}/job.yaml", $"kind: sql\nscript: job.sql\nengine: embedded\n{keys}");
        Write(folder, $"jobs/{name}/job.sql", sql);
    }

    private static void Write(string folder, string file, string text)
    {
        var path = Path.Combine(folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? folder);
        File.WriteAllText(path, text);
    }
}
