using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Analytics.AppHost.Tests.Support;

/// <summary>The services of <c>docker-compose.spark.yml</c>, its merged parts in place.</summary>
internal sealed class ComposeFile
{
    private readonly Dictionary<string, Dictionary<object, object>> _services;

    private ComposeFile(Dictionary<string, Dictionary<object, object>> services) => _services = services;

    public static string Repository { get; } = FindRepository();

    public static ComposeFile Read()
    {
        using var text = File.OpenText(Path.Combine(Repository, "docker-compose.spark.yml"));
        var file = new DeserializerBuilder().IgnoreUnmatchedProperties().Build().Deserialize<Content>(new MergingParser(new Parser(text)));
        return new ComposeFile(file.Services);
    }

    public string Image(string service) => (string)_services[service]["image"];

    /// <summary>The folder that the image is built from, and what is told to the build.</summary>
    public (string Folder, IReadOnlyDictionary<string, string> Arguments) Build(string service)
    {
        var build = (Dictionary<object, object>)_services[service]["build"];
        return (Path.Combine(Repository, (string)build["context"]), Strings(build["args"]));
    }

    public IReadOnlyList<string> Command(string service) =>
        [.. ((List<object>)_services[service]["command"]).Cast<string>()];

    public IReadOnlyDictionary<string, string> Environment(string service) => Strings(_services[service]["environment"]);

    /// <summary>The ports on this machine, in order.</summary>
    public IReadOnlyList<int> Ports(string service) =>
        [.. ((List<object>)_services[service]["ports"]).Cast<string>()
            .Select(port => int.Parse(port.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture)).Order()];

    private static Dictionary<string, string> Strings(object map) => ((Dictionary<object, object>)map)
        .ToDictionary(pair => (string)pair.Key, pair => (string)pair.Value, StringComparer.Ordinal);

    private static string FindRepository()
    {
        var at = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(at, "Aspire.sln")))
        {
            at = Path.GetDirectoryName(at) ?? throw new InvalidOperationException("The tests run from the repository.");
        }

        return at;
    }

    private sealed class Content
    {
        [YamlMember(Alias = "services")]
        public Dictionary<string, Dictionary<object, object>> Services { get; set; } = [];
    }
}
