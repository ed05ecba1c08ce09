"""Makes the buckets and queues that the services expect. LocalStack runs it inside itself when it is ready, at each start."""

import json
import os

import boto3

session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name=os.environ["PREPARE_REGION"])
endpoint = os.environ.get("PREPARE_ENDPOINT", "http://localhost:4566")
s3 = session.client("s3", endpoint_url=endpoint)
sqs = session.client("sqs", endpoint_url=endpoint)


def queue(name, attributes):
    """Makes the queue, or finds it; returns its ARN."""
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    if attributes:
        sqs.set_queue_attributes(QueueUrl=url, Attributes=attributes)
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


for bucket in os.environ["PREPARE_BUCKETS"].split(","):
    s3.create_bucket(Bucket=bucket)

bucket, name = os.environ["PREPARE_FILE_EVENTS"].split(":")
dead_letters = queue(name + "-dead", {})
arn = queue(name, {"RedrivePolicy": json.dumps({"deadLetterTargetArn": dead_letters, "maxReceiveCount": 5})})
s3.put_bucket_notification_configuration(
    Bucket=bucket,
    NotificationConfiguration={"QueueConfigurations": [{"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}]},
)
