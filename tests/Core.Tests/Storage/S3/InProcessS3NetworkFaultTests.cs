using Analytics.Fixtures.Aws.InProcess;

namespace Analytics.Core.Tests.Storage.S3;

public sealed class InProcessS3NetworkFaultTests() : S3NetworkFaultSuite(() => InProcessAws.Shared.Value.Address);
