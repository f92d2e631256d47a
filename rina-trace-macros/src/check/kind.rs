//! The type of a value: of a literal it is checked here, of an expression by the compiler, through traits.
//!
//! Known by `key`.

use proc_macro2::Span;
use rina_trace_conventions::Kind;
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, ExprUnary, Lit, LitFloat, UnOp};

use crate::errors::Errors;
use crate::fields::{Field, How, Takes};

/// Checks a literal, and notes for all else what it has to be.
pub(super) fn check(field: &mut Field, key: &str, kind: Kind, errors: &mut Errors) {
    let takes = match kind {
        Kind::Text => Takes::Text,
        Kind::Integer => Takes::Integer,
        Kind::Double => Takes::Double,
        Kind::Boolean => Takes::Boolean,
        Kind::TextList => Takes::TextList,
    };
    field.takes = takes;
    if field.how != How::Value {
        if !matches!(takes, Takes::Text | Takes::TextList) {
            let (wants, sign) = (wants(takes), field.how.sign());
            let message = format!(
                "`{key}` takes {wants}, and `{sign}` makes a text of it: write it without the `{sign}`"
            );
            errors.at(&field.value, message);
        }
        return;
    }
    let Some(literal) = literal(&field.value) else { return };
    match (takes, literal) {
        // `1` is a number for Sentry as `1.0` is, but no `f64` to the compiler.
        (Takes::Double, Literal::Integer(digits)) => field.value = float(&digits, field.value.span()),
        (Takes::Anything, _)
        | (Takes::Text | Takes::TextList, Literal::Text(_))
        | (Takes::Integer, Literal::Integer(_))
        | (Takes::Double, Literal::Double(_))
        | (Takes::Boolean, Literal::Boolean(_)) => {}
        (_, found) => {
            let (wants, instead) = (wants(takes), instead(takes, &found));
            errors.at(
                &field.value,
                format_args!("`{key}` takes {wants}, and this is {}{instead}", found.name()),
            );
        }
    }
}

fn wants(takes: Takes) -> &'static str {
    match takes {
        Takes::Anything => "anything",
        Takes::Text => "a text",
        Takes::Integer => "an integer",
        Takes::Double => "a number",
        Takes::Boolean => "`true` or `false`",
        Takes::TextList => "a list of texts",
    }
}

enum Literal {
    Text(String),
    Integer(String),
    Double(String),
    Boolean(bool),
}

impl Literal {
    fn name(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Integer(_) => "an integer",
            Self::Double(_) => "a number with a fraction",
            Self::Boolean(_) => "a boolean",
        }
    }
}

/// What an expression is, if that can be seen.
fn literal(value: &Expr) -> Option<Literal> {
    match value {
        Expr::Group(group) => literal(&group.expr),
        Expr::Paren(paren) => literal(&paren.expr),
        Expr::Reference(reference) => literal(&reference.expr),
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => Some(match literal(expr)? {
            Literal::Integer(digits) => Literal::Integer(format!("-{digits}")),
            Literal::Double(digits) => Literal::Double(format!("-{digits}")),
            other => other,
        }),
        Expr::Lit(ExprLit { lit, .. }) => match lit {
            Lit::Str(text) => Some(Literal::Text(text.value())),
            Lit::Char(text) => Some(Literal::Text(text.value().to_string())),
            Lit::Int(number) if number.suffix().starts_with('f') => {
                Some(Literal::Double(number.base10_digits().to_owned()))
            }
            Lit::Int(number) => Some(Literal::Integer(number.base10_digits().to_owned())),
            Lit::Float(number) => Some(Literal::Double(number.base10_digits().to_owned())),
            Lit::Bool(value) => Some(Literal::Boolean(value.value)),
            _ => None,
        },
        _ => None,
    }
}

/// The literal that was probably meant.
fn instead(takes: Takes, found: &Literal) -> String {
    let write = |text: &str| format!(": write `{text}`");
    match (takes, found) {
        (Takes::Integer, Literal::Text(text)) if text.trim().parse::<i64>().is_ok() => write(text.trim()),
        (Takes::Double, Literal::Text(text)) if text.trim().parse::<f64>().is_ok() => write(text.trim()),
        (Takes::Integer, Literal::Double(digits)) => digits
            .parse::<f64>()
            .map_or_else(|_| String::new(), |number| write(&format!("{}", number.trunc()))),
        (Takes::Boolean, Literal::Text(text)) if text == "true" || text == "false" => write(text),
        (Takes::Boolean, Literal::Integer(digits)) if digits == "1" => write("true"),
        (Takes::Boolean, Literal::Integer(digits)) if digits == "0" => write("false"),
        (Takes::Text, Literal::Integer(text) | Literal::Double(text)) => write(&format!("{text:?}")),
        (Takes::Text, Literal::Boolean(value)) => write(&format!("\"{value}\"")),
        (Takes::TextList, Literal::Integer(text) | Literal::Double(text)) => write(&format!("[{text:?}]")),
        (Takes::TextList, Literal::Boolean(value)) => write(&format!("[\"{value}\"]")),
        _ => String::new(),
    }
}

fn float(digits: &str, at: Span) -> Expr {
    Expr::Lit(ExprLit { attrs: Vec::new(), lit: Lit::Float(LitFloat::new(&format!("{digits}.0"), at)) })
}
