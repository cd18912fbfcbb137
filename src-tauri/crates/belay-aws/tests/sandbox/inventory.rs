//! What may be picked from: each kind of list, read from an account of the test's
//! own into which the test put what it expects.

use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_ecs::types::{ContainerDefinition, LaunchType};
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::{FunctionCode, Runtime};
use belay_engine::pick::{Listing, Revisions};
use belay_engine::ports::{Inventory as _, PortErrorKind, Resource, Resources};
use belay_testkit::{Account, Fault};

use crate::setup::{dynamodb, of, own_account, put, table};

/// A client of the test itself for the service whose SDK is named.
macro_rules! client {
    ($sdk:ident, $account:expr) => {
        $sdk::Client::from_conf(
            $sdk::Config::builder()
                .behavior_version(BehaviorVersion::latest())
                .region(Region::new($account.region().to_owned()))
                .endpoint_url($account.sandbox().endpoint())
                .credentials_provider(Credentials::new(
                    $account.id(),
                    "sandbox",
                    None,
                    None,
                    "test",
                ))
                .build(),
        )
    };
}

async fn list(account: &Account, listing: &Listing) -> Resources {
    let (sessions, environment) = of(account);
    sessions.list(&environment, listing).await.unwrap()
}

async fn look(account: &Account, listing: &Listing, name: &str) -> Resource {
    let (sessions, environment) = of(account);
    sessions.look(&environment, listing, name).await.unwrap()
}

fn ids(resources: &Resources) -> Vec<&str> {
    let items = resources.items.iter();
    items.map(|resource| resource.id.as_str()).collect()
}

fn named<'r>(resources: &'r Resources, id: &str) -> &'r Resource {
    let found = resources.items.iter().find(|resource| resource.id == id);
    found.unwrap_or_else(|| panic!("no {id} in {resources:#?}"))
}

#[tokio::test]
async fn tables_are_listed_by_name_and_told_of_one_by_one() {
    let account = own_account();
    let client = dynamodb(&account);
    table(&client, "users").await;
    table(&client, "orders").await;
    put(&client, "orders", "1", "paid").await;
    let tables = list(&account, &Listing::Tables).await;
    assert_eq!(ids(&tables), ["orders", "users"]);
    assert!(tables.items.iter().all(|table| table.more));
    assert!(!tables.truncated);
    assert!(tables.request_id.is_some());
    // One call for the list, however many tables there are.
    account.assert_calls("dynamodb.DescribeTable", &[]);
    let orders = look(&account, &Listing::Tables, "orders").await;
    assert_eq!(orders.facts[0], "ACTIVE");
    assert!(orders.facts[1].ends_with(" items"), "{orders:?}");
    assert_eq!(orders.facts.last().unwrap(), "point-in-time recovery on");
}

#[tokio::test]
async fn backups_come_newest_first_and_of_one_table_if_it_is_named() {
    let account = own_account();
    let client = dynamodb(&account);
    for (name, day) in [("orders", -2.0), ("users", -1.0), ("orders", 0.0)] {
        account.set_clock_offset(day * 86_400.0);
        if day < 0.0 {
            table(&client, name).await;
        }
        let call = client.create_backup().table_name(name);
        call.backup_name(format!("{name}{day}"))
            .send()
            .await
            .unwrap();
    }
    let all = list(&account, &Listing::Backups { table: None }).await;
    let facts: Vec<&str> = all.items.iter().map(|b| b.facts[0].as_str()).collect();
    assert_eq!(facts, ["orders0", "users-1", "orders-2"]);
    assert!(all.items[0].facts.contains(&"of orders".to_owned()));
    assert!(all.items[0].at > all.items[1].at);
    let backup = &all.items[0];
    let arn = backup.arn.as_deref().unwrap();
    assert!(
        arn.ends_with(&format!("table/orders/backup/{}", backup.id)),
        "{arn}"
    );
    let users = Listing::Backups {
        table: Some("users".to_owned()),
    };
    assert_eq!(list(&account, &users).await.items.len(), 1);
}

#[tokio::test]
async fn instances_and_their_snapshots_say_what_tells_them_apart() {
    let account = own_account();
    let client = client!(aws_sdk_rds, account);
    for name in ["shop", "blog"] {
        let call = client.create_db_instance().db_instance_identifier(name);
        call.db_instance_class("db.m6g.large")
            .engine("postgres")
            .engine_version("15.4")
            .allocated_storage(20)
            .master_username("owner")
            .master_user_password("Not-A-Real-Password-1")
            .send()
            .await
            .unwrap();
        let call = client.create_db_snapshot().db_instance_identifier(name);
        let call = call.db_snapshot_identifier(format!("{name}-before"));
        call.send().await.unwrap();
    }
    let instances = list(&account, &Listing::DbInstances).await;
    assert_eq!(ids(&instances), ["blog", "shop"]);
    let facts = &named(&instances, "shop").facts;
    assert_eq!(facts[..3], ["postgres 15.4", "db.m6g.large", "available"]);
    let snapshots = list(&account, &Listing::DbSnapshots { instance: None }).await;
    assert!(ids(&snapshots).contains(&"shop-before"), "{snapshots:#?}");
    let of_blog = Listing::DbSnapshots {
        instance: Some("blog".to_owned()),
    };
    let of_blog = list(&account, &of_blog).await;
    assert!(!ids(&of_blog).contains(&"shop-before"), "{of_blog:#?}");
    let before = named(&of_blog, "blog-before");
    assert_eq!(before.facts[..3], ["of blog", "manual", "available"]);
    assert!(before.facts.contains(&"20 GiB".to_owned()), "{before:?}");
    assert!(before.at.is_some());
    let newest_first = |pair: &[Resource]| pair[0].at >= pair[1].at;
    assert!(snapshots.items.windows(2).all(newest_first));
}

#[tokio::test]
async fn clusters_and_their_snapshots_are_lists_of_their_own() {
    let account = own_account();
    let client = client!(aws_sdk_rds, account);
    let call = client.create_db_cluster().db_cluster_identifier("shop");
    call.engine("aurora-postgresql")
        .master_username("owner")
        .master_user_password("Not-A-Real-Password-1")
        .send()
        .await
        .unwrap();
    let call = client.create_db_cluster_snapshot();
    let call = call.db_cluster_identifier("shop");
    let call = call.db_cluster_snapshot_identifier("shop-before");
    call.send().await.unwrap();
    let clusters = list(&account, &Listing::DbClusters).await;
    assert_eq!(ids(&clusters), ["shop"]);
    assert!(clusters.items[0].facts[0].starts_with("aurora-postgresql"));
    let snapshots = Listing::DbClusterSnapshots {
        cluster: Some("shop".to_owned()),
    };
    let snapshots = list(&account, &snapshots).await;
    let before = named(&snapshots, "shop-before");
    assert_eq!(before.facts[0], "of shop");
}

/// A function with three published versions and an alias on the second.
async fn function(account: &Account) -> aws_sdk_lambda::Client {
    let client = client!(aws_sdk_lambda, account);
    let empty_zip = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    let call = client.create_function().function_name("api");
    call.runtime(Runtime::Python312)
        .role(format!("arn:aws:iam::{}:role/api", account.id()))
        .handler("index.handler")
        .code(
            FunctionCode::builder()
                .zip_file(Blob::new(empty_zip))
                .build(),
        )
        .description("Answers the shop")
        .send()
        .await
        .unwrap();
    for release in ["v1", "v2", "v3"] {
        // A version is published only if something changed since the last one.
        let call = client.update_function_configuration();
        let call = call.function_name("api").description(release);
        call.send().await.unwrap();
        let call = client.publish_version().function_name("api");
        call.description(release).send().await.unwrap();
    }
    let call = client.create_alias().function_name("api").name("live");
    call.function_version("2").send().await.unwrap();
    client
}

#[tokio::test]
async fn versions_of_a_function_say_where_its_alias_points_the_last_first() {
    let account = own_account();
    function(&account).await;
    let functions = list(&account, &Listing::Functions).await;
    assert_eq!(ids(&functions), ["api"]);
    assert_eq!(functions.items[0].facts[0], "python3.12");
    assert!(functions.items[0].at.is_some());
    let versions = |aliases| Listing::FunctionVersions {
        function: "api".to_owned(),
        aliases,
    };
    let all = list(&account, &versions(false)).await;
    assert_eq!(ids(&all), ["3", "2", "1", "$LATEST"]);
    assert_eq!(named(&all, "2").facts, ["live points here", "v2"]);
    assert_eq!(named(&all, "3").facts, ["v3"]);
    assert_eq!(named(&all, "$LATEST").facts[0], "not published");
    let all = list(&account, &versions(true)).await;
    assert_eq!(ids(&all), ["live", "3", "2", "1", "$LATEST"]);
    assert_eq!(all.items[0].facts, ["alias of version 2"]);
}

#[tokio::test]
async fn aliases_that_may_not_be_read_are_said_to_be_and_hide_no_version() {
    let account = own_account();
    function(&account).await;
    account.add_fault(&denied("lambda.ListAliases"));
    let versions = Listing::FunctionVersions {
        function: "api".to_owned(),
        aliases: false,
    };
    let all = list(&account, &versions).await;
    assert_eq!(ids(&all), ["3", "2", "1", "$LATEST"]);
    assert_eq!(named(&all, "2").facts[0], "aliases could not be read");
}

#[tokio::test]
async fn revisions_of_the_family_that_a_service_runs_come_last_registered_first() {
    let account = own_account();
    let client = client!(aws_sdk_ecs, account);
    client
        .create_cluster()
        .cluster_name("main")
        .send()
        .await
        .unwrap();
    for (family, tag) in [("web", "1.0"), ("web", "1.1"), ("job", "7"), ("web", "1.2")] {
        let container = ContainerDefinition::builder().name("app").essential(true);
        let container = container.image(format!("registry.example/{family}:{tag}"));
        let call = client.register_task_definition().family(family);
        call.container_definitions(container.build())
            .send()
            .await
            .unwrap();
    }
    let call = client
        .create_service()
        .cluster("main")
        .service_name("front");
    let call = call.task_definition("web:2").desired_count(2);
    call.launch_type(LaunchType::Fargate).send().await.unwrap();

    assert_eq!(ids(&list(&account, &Listing::Clusters).await), ["main"]);
    let cluster = Some("main".to_owned());
    let services = Listing::Services {
        cluster: cluster.clone(),
    };
    assert_eq!(ids(&list(&account, &services).await), ["front"]);
    let front = look(&account, &services, "front").await;
    assert!(front.facts.contains(&"web:2".to_owned()), "{front:?}");

    let of_service = Listing::TaskDefinitions(Revisions::Service {
        cluster: cluster.clone(),
        service: "front".to_owned(),
    });
    let revisions = list(&account, &of_service).await;
    assert_eq!(ids(&revisions), ["web:3", "web:2", "web:1"]);
    assert_eq!(named(&revisions, "web:2").facts, ["running now"]);
    assert_eq!(named(&revisions, "web:3").facts, Vec::<String>::new());
    let of_job = Listing::TaskDefinitions(Revisions::Family("job".to_owned()));
    assert_eq!(ids(&list(&account, &of_job).await), ["job:1"]);
    let all = Listing::TaskDefinitions(Revisions::All);
    let all = list(&account, &all).await;
    assert_eq!(ids(&all), ["job:1", "web:3", "web:2", "web:1"]);
    let third = look(&account, &of_service, "web:3").await;
    assert_eq!(third.facts, ["web:1.2"]);

    let tasks = list(&account, &Listing::Tasks { cluster }).await;
    assert_eq!(tasks.items.len(), 2, "{tasks:#?}");
    assert!(
        tasks.items[0].facts.contains(&"web:2".to_owned()),
        "{tasks:#?}"
    );
}

#[tokio::test]
async fn every_page_is_read() {
    let account = own_account();
    let client = dynamodb(&account);
    for n in 0..101 {
        table(&client, &format!("t-{n:03}")).await;
    }
    let tables = list(&account, &Listing::Tables).await;
    assert_eq!(tables.items.len(), 101);
    assert_eq!(tables.items[100].id, "t-100");
    assert!(!tables.truncated);
    account.assert_calls("dynamodb.ListTables", &["dynamodb.ListTables"; 2]);
}

fn denied(operation: &str) -> Fault {
    Fault {
        matching: operation.to_owned(),
        code: Some("AccessDeniedException".to_owned()),
        status: Some(403),
        ..Fault::default()
    }
}

#[tokio::test]
async fn a_refusal_names_the_permission_and_the_request_and_says_that_the_value_can_be_typed() {
    let account = own_account();
    account.add_fault(&denied("dynamodb.ListTables"));
    let (sessions, environment) = of(&account);
    let error = sessions
        .list(&environment, &Listing::Tables)
        .await
        .unwrap_err();
    assert_eq!(error.kind, PortErrorKind::Forbidden);
    assert!(
        error
            .message
            .starts_with("The tables could not be listed: AWS refused it"),
        "{}",
        error.message
    );
    assert_eq!(
        error.hint.as_deref(),
        Some("The role needs `dynamodb:ListTables`. Ask for it, or type the value.")
    );
    assert!(error.request_id.is_some());
}

#[tokio::test]
async fn a_function_that_is_not_there_is_named() {
    let account = own_account();
    let (sessions, environment) = of(&account);
    let versions = Listing::FunctionVersions {
        function: "gone".to_owned(),
        aliases: false,
    };
    let error = sessions.list(&environment, &versions).await.unwrap_err();
    assert!(
        error
            .message
            .starts_with("The function versions of `gone` could not be listed"),
        "{}",
        error.message
    );
    assert!(error.request_id.is_some());
}
