using Analytics.Engines.Sandbox;
using Analytics.Tabular.Compression;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Analytics.Cli.Convert;

/// <summary>Runs the strict reader on a local file, with progress where a person looks on.</summary>
internal static class FileConversion
{
    public static async Task<ConversionResult> RunAsync(
        FileInfo file, TableSchema schema, OutputFolder folder, CancellationToken cancellationToken)
    {
        var options = new ConversionOptions { ScratchDirectory = folder.Scratch };
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        if (schema.Format == FileFormat.Parquet)
        {
            // A child process converts it and tells nothing before its end.
            return await console.Status().StartAsync(
                Markup.Escape($"Converting {file.Name}"), _ => ConvertParquetAsync(file, schema, options, folder, cancellationToken));
        }

        return await console.Progress().AutoClear(true).StartAsync(async context =>
        {
            var task = context.AddTask(Markup.Escape(file.Name), maxValue: Math.Max(1, file.Length));
            await using var source = file.OpenRead();
            return await TableConverter.ConvertAsync(
                source,
                file.Name,
                schema,
                options,
                folder,
                new Progress<ConversionProgress>(progress => task.Value = progress.SourceBytes),
                cancellationToken);
        });
    }

    private static async Task<ConversionResult> ConvertParquetAsync(
        FileInfo file, TableSchema schema, ConversionOptions options, OutputFolder folder, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddEnvironmentVariables().Build());
        services.AddLogging();
        services.AddEngineSandbox();
        await using var provider = services.BuildServiceProvider();
        var converter = provider.GetRequiredService<SandboxedParquetConverter>();
        await using var source = file.OpenRead();
        var spool = await SourceSpool.WriteAsync(
            source, file.Name, FileFormat.Parquet, options.Limits, Path.Combine(folder.Scratch, "source.parquet"), cancellationToken);
        var result = spool.Fault is null
            ? await converter.ConvertAsync(spool.Path, file.Name, schema, options, folder, limits: null, cancellationToken)
            : new ConversionResult
            {
                Outcome = ConversionOutcome.Rejected,
                Fault = spool.Fault,
                SourceBytes = 0,
                PlainBytes = 0,
                Sha256 = "",
                Records = 0,
                RowsKept = 0,
                RowsQuarantined = 0,
            };
        return result with { SourceBytes = spool.SourceBytes, PlainBytes = spool.PlainBytes, Sha256 = spool.Sha256 };
    }
}
