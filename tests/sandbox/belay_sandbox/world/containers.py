"""ECS clusters and services of the world, and the load balancer's view of them."""

from __future__ import annotations

from .planter import Planter
from .traffic import Factor, Traffic


def plant_service(planter: Planter, cluster: str, service: str, releases: list[str], desired: int, port: int) -> None:
    """A Fargate service with one task definition per release, running the last."""
    account, region = planter.place.account, planter.place.region
    known = planter.call("ecs", "DescribeClusters", clusters=[cluster])["clusters"]
    if not known:
        planter.call("ecs", "CreateCluster", clusterName=cluster)
    for release in releases:
        image = f"{account}.dkr.ecr.{region}.amazonaws.com/{service}:{release}"
        task = planter.call(
            "ecs",
            "RegisterTaskDefinition",
            family=service,
            requiresCompatibilities=["FARGATE"],
            networkMode="awsvpc",
            cpu="512",
            memory="1024",
            containerDefinitions=[
                {
                    "name": service.rpartition("-")[2],
                    "image": image,
                    "essential": True,
                    "portMappings": [{"containerPort": port}],
                    "environment": [{"name": "RELEASE", "value": release}],
                }
            ],
        )
    planter.call(
        "ecs",
        "CreateService",
        cluster=cluster,
        serviceName=service,
        taskDefinition=task["taskDefinition"]["taskDefinitionArn"],
        desiredCount=desired,
        launchType="FARGATE",
    )


def plant_service_traffic(traffic: Traffic, cluster: str, service: str, desired: int, factor: Factor) -> None:
    dimensions = {"ClusterName": cluster, "ServiceName": service}
    traffic.gauge("AWS/ECS", "CPUUtilization", dimensions, 41.0, factor, "Percent", 0.1)
    traffic.gauge("AWS/ECS", "MemoryUtilization", dimensions, 57.0, lambda _m: 1.0, "Percent", 0.03, 0.1)
    traffic.gauge("ECS/ContainerInsights", "RunningTaskCount", dimensions, desired, lambda _m: 1.0, "Count", 0.0, 0.0)


def plant_balancer_traffic(traffic: Traffic, balancer: str, per_minute: float, slow: Factor, failing: Factor) -> None:
    dimensions = {"LoadBalancer": balancer}
    traffic.count("AWS/ApplicationELB", "RequestCount", dimensions, per_minute, lambda _m: 1.0)
    traffic.count(
        "AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", dimensions, per_minute * 0.12, failing, zeros=False
    )
    traffic.latency("AWS/ApplicationELB", "TargetResponseTime", dimensions, 0.21, slow, "Seconds", per_minute)
