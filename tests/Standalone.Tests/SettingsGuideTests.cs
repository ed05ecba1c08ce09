using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Analytics.Fixtures;

namespace Analytics.Standalone.Tests;

public sealed partial class SettingsGuideTests
{
    /// <summary>What another machine would say otherwise, as the guide writes it.</summary>
    private static readonly Dictionary<string, string> OfTheMachine = new(StringComparer.Ordinal)
    {
        ["Sandbox:Threads"] = "<processors, 1 to 8>",
    };

    private static readonly Dictionary<string, string> NamedOtherwise = new(StringComparer.Ordinal)
    {
        ["Database:ConnectionString"] = "ConnectionStrings:analytics",
    };

    [Fact]
    public async Task Guide_EverySetting_IsListedWithItsDefault()
    {
        var guide = await File.ReadAllTextAsync(Repository.PathOf("docs", "guide", "settings.md"), TestContext.Current.CancellationToken);
        var listed = Row().Matches(guide).Select(row => $"{row.Groups["key"].Value} = {row.Groups["default"].Value}");

        Assert.Equal(Settings().Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Settings() =>
        from assembly in Directory.GetFiles(AppContext.BaseDirectory, "Analytics.*.dll").Select(Assembly.LoadFrom)
        where assembly.GetName().Name?.Contains("Tests", StringComparison.Ordinal) == false
        from options in assembly.GetTypes()
        where options.Name.EndsWith("Options", StringComparison.Ordinal)
        let section = options.GetField("Section")?.GetRawConstantValue() as string
        where section is not null
        let defaults = Activator.CreateInstance(options, nonPublic: true)
        from property in options.GetProperties()
        where property.CanWrite
        let key = $"{section}:{property.Name}"
        let value = OfTheMachine.GetValueOrDefault(key) ?? Show(property.GetValue(defaults))
        select $"{NamedOtherwise.GetValueOrDefault(key, key)} = {value}";

    private static string Show(object? value) => value switch
    {
        bool flag => flag ? "true" : "false",
        string text => text.Replace(Path.GetTempPath(), "<temp>/", StringComparison.Ordinal),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => "",
    };

    [GeneratedRegex(
        @"^\| `(?<key>\w+(:\w+)+)` \| (`(?<default>[^`]+)`)? ?\|",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Row();
}
