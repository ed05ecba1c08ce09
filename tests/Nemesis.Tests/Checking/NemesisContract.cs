namespace Analytics.Nemesis.Tests.Checking;

/// <summary>The two versions of the one contract: the second takes what the first left in quarantine for being too large.</summary>
internal static class NemesisContract
{
    public const string Dataset = "orders";

    public const int First = 1;

    public const int Corrected = 2;

    public static string Text(int version) => $$"""
        format: csv
        fields:
          - { name: id, type: int64, constraints: { required: true, unique: true } }
          - { name: shop, type: string, constraints: { required: true } }
          - { name: amount, type: int32, constraints: { required: true, maximum: {{(version == First ? 100 : 1000)}} } }
        maxRejectedShare: 50%

        """;
}
