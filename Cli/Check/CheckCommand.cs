using System.CommandLine;
using Analytics.Catalogue;

namespace Analytics.Cli.Check;

/// <summary><c>analytics check [PATH]</c>: all faults of a catalogue, as file:line:key.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("path")
        {
            Description = "The folder that holds datasets/, jobs/ and dashboards/",
            DefaultValueFactory = _ => "catalog",
        };
        var command = new Command("check", "Checks contracts, jobs and dashboards; exits with 1 where there are faults.") { path };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed.GetRequiredValue(path), Console.Out, Console.Error, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string folder, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        var snapshot = await CatalogueFolder.ReadAsync(folder, CatalogueSnapshot.Empty, cancellationToken);
        foreach (var fault in snapshot.Faults)
        {
            await errors.WriteLineAsync(fault.ToString());
        }

        await output.WriteLineAsync(
            $"In order: {Count(snapshot.Datasets.Count, "dataset")}, {Count(snapshot.Jobs.Count, "job")}, "
            + $"{Count(snapshot.Dashboards.Count, "dashboard")}; {Count(snapshot.Faults.Count, "fault")}.");
        return snapshot.Faults.Count == 0 ? ExitCodes.Done : ExitCodes.Faults;
    }

    private static string Count(int number, string noun) => $"{number} {noun}{(number == 1 ? "" : "s")}";
}
