namespace Analytics.EndToEnd.Tests.Support;

/// <summary>A small catalogue of the tests' own: one dataset, one job, one dashboard.</summary>
internal static class ShopCatalogue
{
    /// <summary>Four records, the third of which breaks the contract; 12.50 EUR in Vienna and 7.00 EUR in Graz are kept.</summary>
    public const string Orders = "id,shop,amount\n1,Vienna,10.00\n2,Vienna,2.50\n3,Graz,much\n4,Graz,7.00\n";

    public static string WriteTo(string folder)
    {
        AddShop(folder);
        return folder;
    }

    /// <summary>Dataset <c>orders</c>, job <c>sales</c> and dashboard <c>shops</c>, each with a suffix, for a test of its own.</summary>
    /// <param name="folder">The catalogue.</param>
    /// <param name="suffix">What the three names end with.</param>
    /// <param name="maximum">The largest amount that the contract allows.</param>
    public static void AddShop(string folder, string suffix = "", int maximum = 1_000_000)
    {
        WriteContract(folder, suffix, maximum);
        Write(folder, $"jobs/sales{suffix}/job.yaml", $$"""
            description: What does each shop sell?
            kind: sql
            script: sales.sql
            inputs: [orders{{suffix}}]
            output:
              table: sales{{suffix}}
              key: [shop]
              columns:
                - { name: shop, type: string, required: true }
                - { name: amount, type: "decimal(18,2)", unit: EUR, required: true }
            triggers: { on: [orders{{suffix}}] }
            """);
        Write(folder, $"jobs/sales{suffix}/sales.sql",
            $"select shop, sum(amount)::decimal(18,2) as amount from orders{suffix} group by shop");
        Write(folder, $"dashboards/shops{suffix}.yaml", $$"""
            title: Shops
            charts:
              - id: sales
                title: Sales by shop
                kind: bar
                job: sales{{suffix}}
                query: select shop, amount from results.sales{{suffix}} order by shop
                x: { column: shop }
                y: { column: amount, unit: EUR }
            """);
    }

    public static void WriteContract(string folder, string suffix, int maximum) => Write(folder, $"datasets/orders{suffix}.yaml", $$"""
        format: csv
        fields:
          - { name: id, type: int32, constraints: { required: true, unique: true } }
          - { name: shop, type: string, constraints: { required: true } }
          - { name: amount, type: "decimal(10,2)", unit: EUR, constraints: { required: true, maximum: {{maximum}} } }
        maxRejectedShare: 50%
        """);

    /// <summary>A job that does not end by itself within any test.</summary>
    public static string WriteEndlessTo(string folder)
    {
        WriteTo(folder);
        Write(folder, "jobs/endless/job.yaml", """
            kind: sql
            script: endless.sql
            inputs: [orders]
            output:
              table: endless
              columns: [{ name: found, type: int64, required: true }]
            triggers: { on: [orders] }
            """);
        Write(folder, "jobs/endless/endless.sql",
            "select count(*) as found from range(10000000) a, range(10000000) b, orders where hash(a.range, b.range) % 7 = id");
        return folder;
    }

    private static void Write(string folder, string file, string text)
    {
        var path = Path.Combine(folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? folder);
        File.WriteAllText(path, text);
    }
}
