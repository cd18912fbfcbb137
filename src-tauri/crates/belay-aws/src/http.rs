//! The one HTTP client of the process. It loads what TLS needs (the system's
//! certificates) when the first `https` request is made, and not before: an
//! endpoint on this machine speaks plain HTTP, and a command that ends after one
//! call should not read 150 certificates for it.

use std::fmt;
use std::sync::{Arc, OnceLock};

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_http_client::{Builder, ConnectorBuilder};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;

/// Makes the client. Clones share connections.
pub(crate) fn client() -> SharedHttpClient {
    SharedHttpClient::new(ByScheme(Arc::new(Stacks {
        plain: Builder::new().build_http(),
        tls: OnceLock::new(),
    })))
}

struct ByScheme(Arc<Stacks>);

struct Stacks {
    plain: SharedHttpClient,
    tls: OnceLock<SharedHttpClient>,
}

impl Stacks {
    fn tls(&self) -> &SharedHttpClient {
        self.tls.get_or_init(|| {
            // The SDK's own default stack, proxies from the environment included.
            Builder::new().build_with_connector_fn(|settings, components| {
                let mut builder = ConnectorBuilder::default()
                    .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
                    .proxy_config(ProxyConfig::from_env());
                builder.set_connector_settings(settings.cloned());
                if let Some(components) = components {
                    builder.set_sleep_impl(components.sleep_impl());
                }
                builder.build()
            })
        })
    }
}

impl fmt::Debug for ByScheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ByScheme")
    }
}

impl HttpClient for ByScheme {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(Chosen {
            stacks: Arc::clone(&self.0),
            settings: settings.clone(),
            components: components.clone(),
        })
    }
}

#[derive(Clone)]
struct Chosen {
    stacks: Arc<Stacks>,
    settings: HttpConnectorSettings,
    components: RuntimeComponents,
}

impl fmt::Debug for Chosen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Chosen")
    }
}

impl HttpConnector for Chosen {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let stack = if request.uri().starts_with("http://") {
            &self.stacks.plain
        } else {
            self.stacks.tls()
        };
        stack
            .http_connector(&self.settings, &self.components)
            .call(request)
    }
}
