using System.Globalization;
using Amazon.Runtime;
using Analytics.Fixtures.Aws;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Analytics.Database.Tests;

public sealed class IamTokensTests
{
    private const string Script = """
        import sys, botocore.session
        host, port, user, region, token = sys.argv[1:]
        session = botocore.session.get_session()
        session.set_credentials('AKIDEXAMPLE', 'a/secret+key', token or None)
        print(session.create_client('rds', region).generate_db_auth_token(host, int(port), user))
        """;

    [Theory]
    [InlineData("db.abc123.eu-central-1.rds.amazonaws.com", 5432, "ingestor", "eu-central-1", "")]
    [InlineData("db.abc123.us-east-1.rds.amazonaws.com", 5433, "a name+with/all of it*~", "us-east-1", "a-session/token+of=a role")]
    public async Task Sign_AnyConnection_EqualsTheTokenOfBotocore(string host, int port, string user, string region, string session)
    {
        var theirs = await Botocore.RunAsync(Script, host, $"{port}", user, region, session);

        var ours = Create(At(theirs), region, session).Sign(new() { Host = host, Port = port, Username = user });

        Assert.Equal(Parts(theirs), Parts(ours));
    }

    [Fact]
    public async Task SignAsync_SameMoment_EqualsSign()
    {
        var tokens = Create(DateTimeOffset.UnixEpoch, "eu-central-1", "");
        var connection = new NpgsqlConnectionStringBuilder { Host = "db", Username = "me" };

        var token = await tokens.SignAsync(connection, TestContext.Current.CancellationToken);

        Assert.Equal(tokens.Sign(connection), token);
        Assert.StartsWith("db:5432/?Action=connect&DBUser=me&", token, StringComparison.Ordinal);
    }

    private static IamTokens Create(DateTimeOffset at, string region, string session) => new(
        Options.Create(new DatabaseOptions { Region = region }),
        () => session.Length == 0 ? new BasicAWSCredentials("AKIDEXAMPLE", "a/secret+key")
            : new SessionAWSCredentials("AKIDEXAMPLE", "a/secret+key", session),
        new FakeTimeProvider(at));

    private static DateTimeOffset At(string token)
    {
        var text = Parts(token).Single(part => part.StartsWith("X-Amz-Date=", StringComparison.Ordinal))["X-Amz-Date=".Length..];
        return DateTimeOffset.ParseExact(text, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
    }

    /// <summary>Each signer names the parameters in an order of its own; the signature is over them in the order of their names.</summary>
    private static IEnumerable<string> Parts(string token) => token.Split('?', '&').Order(StringComparer.Ordinal);
}
