using Analytics.Core.Database;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Analytics.Standalone;

/// <summary>Faults of a start that are no fault of the program: a person mends them by one line of text, not by a stack trace.</summary>
internal static class StartFault
{
    /// <summary>What happened, and what to do; null for a fault of the program itself.</summary>
    public static string? ReasonOf(Exception fault) => fault switch
    {
        OptionsValidationException invalid => string.Join(Environment.NewLine, invalid.Failures),
        AggregateException { InnerExceptions: [var first, ..] } => ReasonOf(first),
        IOException { InnerException: AddressInUseException } => $"{fault.Message} Stop what listens there, or choose another with --urls.",
        MigrationException => fault.Message,
        NpgsqlException => $"The database cannot be used: {fault.Message} Check ConnectionStrings:analytics.",
        InvalidDataException => fault.Message,
        // The binder has no exception of its own: a value of the wrong kind.
        InvalidOperationException when fault.Message.StartsWith("Failed to convert configuration value", StringComparison.Ordinal) =>
            fault.Message,
        _ => null,
    };
}
