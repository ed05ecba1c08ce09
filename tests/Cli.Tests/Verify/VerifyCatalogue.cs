using Analytics.Fixtures;

namespace Analytics.Cli.Tests.Verify;

/// <summary>A small catalogue with a raw file, in <c>catalog/</c> and <c>data/</c>.</summary>
internal static class VerifyCatalogue
{
    public static void Write(ScratchFolder folder)
    {
        Write(folder, "data/orders/orders.csv", "shop,amount\na,1.50\nb,2.25\na,4\n");
        Write(folder, "catalog/datasets/orders.yaml", """
            format: csv
            fields:
              - { name: shop, type: string }
              - { name: amount, type: "decimal(9,2)" }
            """);
        WriteJob(folder, "by-shop", "select shop, sum(amount) as amount from orders where amount >= $least group by shop");
        Write(folder, "catalog/jobs/shares/job.yaml", """
            kind: pyspark
            script: shares.py
            inputs: [orders]
            output: { table: shares, columns: [{ name: shop, type: string }] }
            """);
        Write(folder, "catalog/jobs/shares/shares.py", "def main(spark, parameters):\n    return spark.table('orders').select('shop')\n");
    }

    /// <summary>A job whose SELECT is another one on Spark.</summary>
    public static void WriteJob(ScratchFolder folder, string name, string sql, string? spark = null)
    {
        Write(folder, $"catalog/jobs/{name}/job.yaml", $$"""
            kind: sql
            script: job.sql
            inputs: [orders]
            parameters: [{ name: least, type: "decimal(9,2)", default: "0" }]
            output:
              table: {{name.Replace('-', '_')}}
              key: [shop]
              columns:
                - { name: shop, type: string }
                - { name: amount, type: "decimal(38,2)" }
            {{(spark is null ? "" : "emr: { script: job.spark.sql }")}}
            """);
        Write(folder, $"catalog/jobs/{name}/job.sql", sql);
        if (spark is not null)
        {
            Write(folder, $"catalog/jobs/{name}/job.spark.sql", spark);
        }
    }

    private static void Write(ScratchFolder folder, string name, string text)
    {
        var path = folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "");
        File.WriteAllText(path, text);
    }
}
