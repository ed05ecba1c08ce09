using Npgsql;
using Testcontainers.LocalStack;
using Testcontainers.PostgreSql;

namespace Analytics.Containers.Tests;

/// <summary>A LocalStack and a PostgreSQL, each started with the first test that asks for it.</summary>
public sealed class PlatformContainers : IAsyncLifetime
{
    /// <summary>The last image that asks for no token.</summary>
    private const string LocalStackImage = "localstack/localstack:4.14.0";

    private const string PostgresImage = "postgres:18.1";

    private LocalStackContainer? _localStack;
    private PostgreSqlContainer? _postgres;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Address of S3 and SQS.</summary>
    public async Task<string> EndpointAsync()
    {
        if (_localStack is null)
        {
            _localStack = new LocalStackBuilder(LocalStackImage).WithEnvironment("SERVICES", "s3,sqs").Build();
            await _localStack.StartAsync(Stop);
        }

        return _localStack.GetConnectionString();
    }

    /// <summary>Connection string of a new, empty database.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        if (_postgres is null)
        {
            _postgres = new PostgreSqlBuilder(PostgresImage).Build();
            await _postgres.StartAsync(Stop);
        }

        var name = $"test_{Guid.NewGuid():N}";
        await using var server = NpgsqlDataSource.Create(_postgres.GetConnectionString());
        await using var create = server.CreateCommand($"create database {name}");
        await create.ExecuteNonQueryAsync(Stop);
        return new NpgsqlConnectionStringBuilder(_postgres.GetConnectionString()) { Database = name }.ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        if (_localStack is not null)
        {
            await _localStack.DisposeAsync();
        }

        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }
    }
}
