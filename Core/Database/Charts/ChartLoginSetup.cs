using System.Security.Cryptography;

using Dapper;

using Microsoft.Extensions.Logging;

using Npgsql;

namespace Analytics.Database.Charts;

/// <summary>
/// Makes the role that charts log in as, at the end of the migrations and under their lock. With a password its name is one of chance:
/// roles belong to the whole server, and two platforms on one server must not take each other's password away.
/// </summary>
internal sealed class ChartLoginSetup(DatabaseAuthentication authentication, ILogger logger)
{
    /// <summary>The role's name with IAM, where a policy has to name it; other names begin with it.</summary>
    public const string Role = "analytics_charts";

    private const int NameBytes = 6;
    private const int PasswordBytes = 32;

    /// <summary>Does nothing where the role is there; says so where this user may not make it.</summary>
    public async Task EnsureAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            if (await MakeAsync(connection, transaction, cancellationToken))
            {
                await transaction.CommitAsync(cancellationToken);
            }
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.InsufficientPrivilege
            or PostgresErrorCodes.UndefinedObject)
        {
            logger.ChartLoginNotMade(exception.MessageText);
        }
    }

    private async Task<bool> MakeAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        const string Read =
            "select role as \"Role\", password as \"Password\", exists (select from pg_roles where rolname = role) as \"IsThere\" " +
            "from platform.chart_login";
        var known = await connection.QuerySingleOrDefaultAsync<KnownLogin>(
            new CommandDefinition(Read, transaction: transaction, cancellationToken: cancellationToken));
        if (known is { IsThere: true })
        {
            return false;
        }

        // A database that was restored from a copy brings the login's name and password along, but not the role.
        var login = known is null ? New() : new ChartLogin(known.Role, known.Password);
        var verifier = login.Password is null ? null : ScramVerifier.Of(login.Password);
        await connection.ExecuteAsync(new CommandDefinition(
            "call platform.make_chart_login(@role::name, @verifier::text)", new { role = login.Role, verifier }, transaction,
            cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into platform.chart_login (role, password) values (@Role, @Password) on conflict do nothing", login, transaction,
            cancellationToken: cancellationToken));
        return true;
    }

    private ChartLogin New() => authentication is DatabaseAuthentication.Iam
        ? new ChartLogin(Role, null)
        : new ChartLogin(
            $"{Role}_{RandomNumberGenerator.GetHexString(NameBytes * 2, lowercase: true)}",
            Convert.ToBase64String(RandomNumberGenerator.GetBytes(PasswordBytes)));

    private sealed record KnownLogin(string Role, string? Password, bool IsThere);
}
