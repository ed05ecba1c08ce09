using Analytics.Fixtures.Aws.InProcess;

namespace Analytics.Core.Tests.Storage.S3;

public sealed class InProcessS3ObjectStoreTests() : S3ObjectStoreSuite(() => InProcessAws.Shared.Value.Address);
