using Analytics.Fixtures.Aws;

namespace Analytics.Storage.Tests.S3;

public sealed class S3ObjectStoreTests() : S3ObjectStoreSuite(() => Emulator.Separate);
