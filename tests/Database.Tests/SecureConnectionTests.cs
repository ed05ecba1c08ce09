using System.Collections.Concurrent;
using System.Security.Authentication;
using Amazon.Runtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Analytics.Database.Tests;

public sealed class SecureConnectionTests(TlsServer server) : IClassFixture<TlsServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_AuthorityAndHostRight_IsEncrypted()
    {
        await using var services = Build(Connection("localhost"), server.RightBundle);

        await using var command = services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            "select ssl from pg_stat_ssl where pid = pg_backend_pid()");

        Assert.Equal(true, await command.ExecuteScalarAsync(Token));
    }

    [Fact]
    public async Task Open_AuthorityWrong_IsRefused()
    {
        await using var services = Build(Connection("localhost"), server.WrongBundle);

        await AssertRefusesAsync(services);
    }

    [Fact]
    public async Task Open_CertificateOfAnotherHost_IsRefused()
    {
        await using var services = Build(Connection("127.0.0.1"), server.RightBundle);

        await AssertRefusesAsync(services);
    }

    [Fact]
    public async Task Open_Iam_SendsTheTokenOfItsMomentAndLogsNone()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));
        var log = new ConcurrentQueue<string>();
        var connection = new NpgsqlConnectionStringBuilder
        {
            Host = "localhost",
            Port = server.Connection.Port,
            Database = "postgres",
            Username = "by_token",
            Pooling = false,
        };
        await using var services = Build(
            connection, server.RightBundle, time, log, KeyValuePair.Create<string, string?>("Database:Authentication", "Iam"));
        var first = Tokens(services, time).Sign(connection);
        await server.ExecuteAsync($"create role by_token login password '{first}'");
        await OpenAsync(services);

        // A later connection has a later token, which this server, unlike RDS, has to be told.
        time.Advance(TimeSpan.FromMinutes(10));
        var refused = await Assert.ThrowsAsync<PostgresException>(() => OpenAsync(services));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
        var second = Tokens(services, time).Sign(connection);
        await server.ExecuteAsync($"alter role by_token password '{second}'");
        await OpenAsync(services);
        services.GetRequiredService<NpgsqlDataSource>().OpenConnection().Dispose();

        Assert.NotEmpty(log);
        Assert.DoesNotContain(log, line => line.Contains("X-Amz-Signature", StringComparison.Ordinal));
        Assert.DoesNotContain("X-Amz", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_CredentialsAwayForAWhile_PassesByItself()
    {
        await using var services = Build(
            new() { Host = "localhost", Username = "me" },
            server.RightBundle,
            settings: KeyValuePair.Create<string, string?>("Database:Authentication", "Iam"),
            credentials: () => throw new AmazonServiceException("Unable to get IAM security credentials."));

        var exception = await Assert.ThrowsAsync<NpgsqlException>(() => OpenAsync(services));

        Assert.True(Transient.IsTransient(exception));
    }

    private static async Task AssertRefusesAsync(ServiceProvider services)
    {
        var exception = await Assert.ThrowsAsync<NpgsqlException>(() => OpenAsync(services));

        Assert.IsType<AuthenticationException>(exception.InnerException);
        Assert.False(Transient.IsTransient(exception));
    }

    private static async Task OpenAsync(ServiceProvider services)
    {
        await using var connection = await services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Token);
    }

    private static IamTokens Tokens(ServiceProvider services, TimeProvider time) =>
        new(services.GetRequiredService<IOptions<DatabaseOptions>>(), Key, time);

    private static BasicAWSCredentials Key() => new("AKIDEXAMPLE", "secret");

    private static ServiceProvider Build(
        NpgsqlConnectionStringBuilder connection,
        string rootCertificate,
        TimeProvider? time = null,
        ConcurrentQueue<string>? log = null,
        KeyValuePair<string, string?>? settings = null,
        Func<AWSCredentials>? credentials = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("ConnectionStrings:analytics", connection.ConnectionString),
            new("Database:RootCertificate", rootCertificate),
            new("Database:Region", "eu-central-1"),
            settings ?? new("Database:Authentication", "Password"),
        ]).Build();
        return new ServiceCollection()
            .AddSingleton(time ?? TimeProvider.System)
            .AddSingleton(provider => new IamTokens(
                provider.GetRequiredService<IOptions<DatabaseOptions>>(), credentials ?? Key, provider.GetRequiredService<TimeProvider>()))
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new LinesLogger(log ?? [])))
            .AddDatabase(configuration)
            .BuildServiceProvider();
    }

    private NpgsqlConnectionStringBuilder Connection(string host) => new(server.Connection.ConnectionString) { Host = host };

    private sealed class LinesLogger(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
            // Nothing to let go.
        }
    }
}
