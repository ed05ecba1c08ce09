using Analytics.Fixtures.Aws.InProcess;

namespace Analytics.Storage.Tests.S3;

public sealed class InProcessS3NetworkFaultTests() : S3NetworkFaultSuite(() => InProcessAws.Shared.Value.Address);
