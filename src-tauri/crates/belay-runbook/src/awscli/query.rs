//! Follows a `--query` through the shape of the reply.

use super::jmespath::{self, Expression, Projection};
use super::problem::{Problem, ProblemKind};
use super::read::{AwsLine, Text};
use super::table::{Scalar, Service, Shape, ShapeId};
use super::words::{is_open, nearest};

/// Problems with the `--query` of a line.
pub fn problems(line: &AwsLine) -> Vec<Problem> {
    let Some(query) = line.value("query") else {
        return Vec::new();
    };
    if is_open(&query.text) || query.text.len() > LONGEST {
        return Vec::new();
    }
    let expression = match jmespath::parse(&query.text) {
        Ok(expression) => expression,
        Err(reason) => {
            return vec![Problem {
                place: query.place.clone(),
                kind: ProblemKind::BadQuery { reason },
            }];
        }
    };
    let Some((service, command)) = line.command() else {
        return Vec::new();
    };
    let Some(output) = command.output else {
        return Vec::new();
    };
    let mut walk = Walk {
        service,
        query,
        top: output,
        found: Vec::new(),
    };
    walk.follow(&expression, Kind::Shape(output), "the reply");
    walk.found
}

/// Nobody writes a longer query by hand; a generated one is left alone.
const LONGEST: usize = 2_000;

/// What is known of a value.
#[derive(Clone)]
enum Kind {
    Shape(ShapeId),
    List(Box<Kind>),
    Hash(Vec<(String, Kind)>),
    Scalar,
    Unknown,
}

struct Walk<'a> {
    service: &'static Service,
    query: &'a Text,
    top: ShapeId,
    found: Vec<Problem>,
}

impl Walk<'_> {
    fn follow(&mut self, expression: &Expression, current: Kind, within: &str) -> Kind {
        match expression {
            Expression::Current => current,
            Expression::Literal => Kind::Unknown,
            Expression::Member(name) => self.member(name, &current, within),
            Expression::Then(left, right) => {
                let middle = self.follow(left, current, within);
                let name = last_name(left).unwrap_or(within).to_owned();
                self.follow(right, middle, &name)
            }
            Expression::Index(list) => {
                let list = self.follow(list, current, within);
                self.element(&list)
            }
            Expression::Project { list, kind, each } => {
                self.project(list, kind, each, current, within)
            }
            Expression::Several(parts) => {
                for part in parts {
                    self.follow(part, current.clone(), within);
                }
                Kind::Unknown
            }
            Expression::Hash(parts) => Kind::Hash(
                parts
                    .iter()
                    .map(|(name, part)| (name.clone(), self.follow(part, current.clone(), within)))
                    .collect(),
            ),
            Expression::Logic(parts) => {
                for part in parts {
                    self.follow(part, current.clone(), within);
                }
                Kind::Scalar
            }
            Expression::Either(left, right) => {
                self.follow(left, current.clone(), within);
                self.follow(right, current, within);
                Kind::Unknown
            }
            Expression::Reference(_) => Kind::Unknown,
            Expression::Call(name, arguments) => self.call(name, arguments, &current, within),
        }
    }

    fn project(
        &mut self,
        list: &Expression,
        kind: &Projection,
        each: &Expression,
        current: Kind,
        within: &str,
    ) -> Kind {
        let value = self.follow(list, current, within);
        let name = last_name(list).unwrap_or(within).to_owned();
        let element = match kind {
            Projection::Values => Kind::Unknown,
            // A list of lists becomes one list.
            Projection::Flatten => match self.element(&value) {
                inner @ Kind::List(_) => self.element(&inner),
                Kind::Shape(id) => match self.service.shape(id) {
                    Some(Shape::List(member)) => Kind::Shape(*member),
                    _ => Kind::Shape(id),
                },
                other => other,
            },
            Projection::List | Projection::Filter(_) => self.element(&value),
        };
        if let Projection::Filter(condition) = kind {
            self.follow(condition, element.clone(), &name);
        }
        let each = self.follow(each, element, &name);
        Kind::List(Box::new(each))
    }

    fn element(&self, list: &Kind) -> Kind {
        match list {
            Kind::List(element) => (**element).clone(),
            Kind::Shape(id) => match self.service.shape(*id) {
                Some(Shape::List(member)) => Kind::Shape(*member),
                _ => Kind::Unknown,
            },
            _ => Kind::Unknown,
        }
    }

    fn member(&mut self, name: &str, current: &Kind, within: &str) -> Kind {
        match current {
            Kind::Shape(id) => match self.service.shape(*id) {
                Some(Shape::Structure(members)) => {
                    if let Some(member) = members.iter().find(|member| *member.name == *name) {
                        return Kind::Shape(member.shape);
                    }
                    // The paginator adds its own token at the top.
                    if !(*id == self.top && name == "NextToken") {
                        let names = || members.iter().map(|member| &*member.name);
                        self.missing(
                            name,
                            nearest(name, names()),
                            names().map(str::to_owned).collect(),
                            within,
                        );
                    }
                    Kind::Unknown
                }
                Some(Shape::Map(_, value)) => Kind::Shape(*value),
                Some(Shape::List(member)) => {
                    let element = self.service.shape(*member);
                    let is_there = matches!(element, Some(Shape::Structure(members)) if members.iter().any(|member| *member.name == *name));
                    let near = is_there.then(|| format!("{within}[].{name}"));
                    self.missing(name, near, Vec::new(), within);
                    Kind::Unknown
                }
                Some(Shape::Scalar {
                    kind: Scalar::Document,
                    ..
                })
                | None => Kind::Unknown,
                Some(Shape::Scalar { .. }) => {
                    self.missing(name, None, Vec::new(), within);
                    Kind::Unknown
                }
            },
            Kind::Hash(parts) => match parts.iter().find(|(part, _)| part == name) {
                Some((_, kind)) => kind.clone(),
                None => {
                    let names = || parts.iter().map(|(part, _)| part.as_str());
                    self.missing(
                        name,
                        nearest(name, names()),
                        names().map(str::to_owned).collect(),
                        within,
                    );
                    Kind::Unknown
                }
            },
            Kind::List(_) | Kind::Scalar | Kind::Unknown => Kind::Unknown,
        }
    }

    fn missing(&mut self, name: &str, near: Option<String>, members: Vec<String>, within: &str) {
        self.found.push(Problem {
            place: self.query.place.piece(name),
            kind: ProblemKind::QueryMember {
                member: name.to_owned(),
                nearest: near,
                members,
                within: within.to_owned(),
            },
        });
    }

    fn call(&mut self, name: &str, arguments: &[Expression], current: &Kind, within: &str) -> Kind {
        let mut kinds = Vec::with_capacity(arguments.len());
        for argument in arguments {
            let kind = match argument {
                Expression::Reference(_) => Kind::Unknown,
                other => self.follow(other, current.clone(), within),
            };
            kinds.push(kind);
        }
        let list_at = usize::from(name == "map");
        let list = kinds.get(list_at).cloned().unwrap_or(Kind::Unknown);
        let list_name = arguments
            .get(list_at)
            .and_then(last_name)
            .unwrap_or(within)
            .to_owned();
        let reference = arguments.iter().find_map(|argument| match argument {
            Expression::Reference(inner) => Some(inner),
            _ => None,
        });
        let mut of_each = Kind::Unknown;
        if let Some(inner) = reference {
            let element = self.element(&list);
            of_each = self.follow(inner, element, &list_name);
        }
        match name {
            "sort_by" | "sort" | "reverse" => list,
            "max_by" | "min_by" => self.element(&list),
            "map" => Kind::List(Box::new(of_each)),
            "length" | "join" | "contains" | "starts_with" | "ends_with" | "to_string"
            | "to_number" | "type" | "sum" | "avg" | "abs" | "ceil" | "floor" => Kind::Scalar,
            _ => Kind::Unknown,
        }
    }
}

/// The member a person would name for the value of an expression.
fn last_name(expression: &Expression) -> Option<&str> {
    match expression {
        Expression::Member(name) => Some(name),
        Expression::Then(left, right) => last_name(right).or_else(|| last_name(left)),
        Expression::Index(list) => last_name(list),
        Expression::Project { list, each, .. } => last_name(each).or_else(|| last_name(list)),
        Expression::Call(_, arguments) => arguments.iter().find_map(last_name),
        _ => None,
    }
}
