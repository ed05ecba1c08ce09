using Analytics.Database;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Analytics.Standalone;

/// <summary>Faults of a start that are no fault of the program: a person mends them by one line of text, not by a stack trace.</summary>
internal static class StartFault
{
    /// <summary>What happened, and what to do; null for a fault of the program itself.</summary>
    /// <param name="fault">What ended the start.</param>
    /// <param name="ownServer">The data directory of the platform's own PostgreSQL; null where a connection string was given.</param>
    public static string? ReasonOf(Exception fault, string? ownServer = null) => fault switch
    {
        OptionsValidationException invalid => string.Join(Environment.NewLine, invalid.Failures),
        AggregateException { InnerExceptions: [var first, ..] } => ReasonOf(first, ownServer),
        IOException { InnerException: AddressInUseException } => $"{fault.Message} Stop what listens there, or choose another with --urls.",
        MigrationException => fault.Message,
        NpgsqlException when ownServer is not null =>
            $"The platform's own PostgreSQL, with its data in {ownServer}, was lost while the platform started: {fault.Message} "
            + "Start again; what ended it (kill, too little memory, a full disk) is in the system's log.",
        NpgsqlException => $"The database cannot be used: {fault.Message} Check ConnectionStrings:analytics.",
        InvalidDataException => fault.Message,
        // The binder has no exception of its own: a value of the wrong kind.
        InvalidOperationException when fault.Message.StartsWith("Failed to convert configuration value", StringComparison.Ordinal) =>
            fault.Message,
        _ => null,
    };
}
