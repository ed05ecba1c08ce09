using Analytics.Fixtures.Aws.InProcess;

namespace Analytics.Storage.Tests.S3;

public sealed class InProcessS3ObjectStoreTests() : S3ObjectStoreSuite(() => InProcessAws.Shared.Value.Address);
